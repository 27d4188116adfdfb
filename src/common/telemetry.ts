/**
 * The port for monitoring: `/metrics` for Prometheus, `/healthz` and `/readyz` for supervisors. Off unless asked for.
 *
 * Owns nothing. It is not the port of the mesh: nobody out there learns how many are in here. On a loopback address it needs no
 * token, on any other it does.
 */
import { parseAddress } from './addresses.ts'
import type { OptionTable, ParsedOptions } from './command/options.ts'
import { isSameSecret } from './digest.ts'
import { fault } from './errors.ts'
import { readText } from './files.ts'
import { demux } from './http/demux.ts'
import { faultMessage, jsonMessage } from './http/router.ts'
import { localListenOptions } from './links.ts'
import { listen } from './listen.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** Options of every role. */
export const telemetryOptions: OptionTable = {
  metrics: { value: 'IP:PORT', help: 'where /metrics, /healthz and /readyz are served (default: nowhere)' },
  'metrics-token': { value: 'FILE', help: 'a text that readers must send as a bearer token; needed beyond loopback' },
}

/** One thing that must be right before a role serves; `problem` says what is not. */
export interface Check {
  name: string
  problem?: string
}

export interface Telemetry {
  metrics: Metrics
  /** What readiness is made of. */
  checks: () => Check[]
}

/** Shortest token that is taken: a password as people make them is not one. */
const shortestToken = 16

/** Answers a GET of one of the three; undefined for any other path. Who may ask is decided before. */
export function answerTelemetry({ metrics, checks }: Telemetry, path: string): Message | undefined {
  if (path === '/metrics') return textMessage(metrics.text())
  if (path === '/healthz') return jsonMessage(200, { status: 'ok' })
  if (path !== '/readyz') return undefined
  const all = checks()
  const isReady = all.every(check => check.problem === undefined)
  return jsonMessage(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', checks: all })
}

/** The content type that Prometheus asks for. */
function textMessage(text: string): Message {
  const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' }
  return new Message({ status: 200, headers }, text)
}

export interface ServeOptions {
  given: ParsedOptions
  log: Log
  random: () => number
}

/** Serves if the options say so. Throws bad-request, not-found for the token's file, address-in-use. */
export function serveTelemetry(telemetry: Telemetry, { given, log, random }: ServeOptions): void {
  if (!given.has('metrics')) return
  const wanted = given.text('metrics')
  const token = given.has('metrics-token') ? readToken(given.text('metrics-token')) : undefined
  if (!token && !isLoopback(parseAddress(wanted, '--metrics').host)) {
    throw fault(
      'bad-request',
      `${wanted} is no loopback address: others could read the metrics`,
      'Give --metrics-token',
    )
  }
  const answer = (request: Message): Message => {
    try {
      return answerRequest(telemetry, request.head as RequestHead, token)
    } catch (caught) {
      return faultMessage(caught)
    }
  }
  const layout = demux(
    {},
    pipeline($ => $.replaceMessage(answer)),
  )
  log.info('metrics are served', { address: listen(wanted, localListenOptions(), layout, random) })
}

function answerRequest(telemetry: Telemetry, head: RequestHead, token: string | undefined): Message {
  if (head.method !== 'GET') throw fault('method-not-allowed', `${head.method} is not available here`)
  if (token) checkBearer(head, token)
  else checkHost(head)
  const mark = head.path.indexOf('?')
  const found = answerTelemetry(telemetry, mark < 0 ? head.path : head.path.substring(0, mark))
  if (!found) throw fault('not-found', `there is no ${head.path} here`, 'There are /metrics, /healthz and /readyz.')
  return found
}

function checkBearer(head: RequestHead, token: string): void {
  if (isSameSecret(headerOf(head, 'authorization'), `Bearer ${token}`)) return
  throw fault(
    'unauthorized',
    'the token is missing or wrong',
    'Send what is in the file of --metrics-token: Bearer TOKEN',
  )
}

/** A web page whose name was made to lead here (DNS rebinding) comes with that name. */
function checkHost(head: RequestHead): void {
  const host = headerOf(head, 'host')
  const name = host === '' ? '' : parseAddress(host, 'host', 0).host
  if (name === 'localhost' || isLoopback(name)) return
  throw fault('foreign-origin', `requests for the host "${host}" are not answered`, 'Call it by its address.')
}

function headerOf(head: RequestHead, name: string): string {
  const value = head.headers?.[name]
  return typeof value === 'string' ? value : ''
}

function readToken(path: string): string {
  const token = readText(path).trim()
  if (token.length >= shortestToken) return token
  throw fault('bad-request', `the token in ${path} is shorter than ${shortestToken} characters`, 'openssl rand -hex 32')
}

/** Whether a host, without a port or brackets, is an address of this computer and nobody else; `127.example.com` is none. */
export function isLoopback(host: string): boolean {
  return host === '::1' || (host.startsWith('127.') && host.split('').every(char => '0123456789.'.includes(char)))
}
