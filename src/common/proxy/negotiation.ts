/**
 * What is said to a proxy before it is a connection to its target: HTTP CONNECT (RFC 9110, section 9.3.6) and SOCKS5 (RFC 1928,
 * with RFC 1929 for user and password).
 *
 * Owns the state of one negotiation; knows bytes, no connections. The engine's own connectSOCKS has no credentials, and its
 * CONNECT over HTTP/1 does not tell a refusal from an end.
 */
import { parseAddress } from '../addresses.ts'
import { fault } from '../errors.ts'
import type { Proxy } from './settings.ts'

export interface Negotiation {
  /** What is said, in order; each after the answer to the one before. */
  lines: Data[]
  /** Reads the next answer from the bytes that came. Throws hub-unreachable when the proxy refuses. */
  take: (held: Data) => Step
}

/**
 * What follows an answer: it is not whole yet; the next line; not the next line but the one after; or what is left over,
 * and all to come, is the target's.
 */
export type Step = 'wait' | 'next' | 'skip' | 'done'

/** Longest head of an answer, in bytes. */
const longestHead = 16 * 1024

const cr = 13
const lf = 10

/** Begins a negotiation for `target` (`host:port`). */
export function negotiate(proxy: Proxy, target: string): Negotiation {
  return proxy.kind === 'http' ? negotiateHTTP(proxy, target) : negotiateSOCKS(proxy, target)
}

function refused(proxy: Proxy, why: string, hint: string) {
  return fault('hub-unreachable', `the proxy ${proxy.address} ${why}`, hint)
}

function negotiateHTTP(proxy: Proxy, target: string): Negotiation {
  const credentials = new Data(`${proxy.user ?? ''}:${proxy.password ?? ''}`).toString('base64')
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`]
  if (proxy.user !== undefined) lines.push(`Proxy-Authorization: Basic ${credentials}`)
  return {
    lines: [new Data(`${lines.join('\r\n')}\r\n\r\n`)],
    take: held => {
      const head = new Data(held).shift(longestHead).toArray()
      const end = endOfHead(head)
      if (end < 0) {
        if (head.length < longestHead) return 'wait'
        throw refused(
          proxy,
          'answers with something else than HTTP',
          'Is it an HTTP proxy? For SOCKS: socks5://HOST:PORT',
        )
      }
      const status = statusIn(held.shift(end).toString() ?? '')
      if (status >= 200 && status < 300) return 'done'
      if (status === 407 || status === 401)
        throw refused(proxy, `wants other credentials (${status})`, 'Give http://USER:PASSWORD@HOST:PORT')
      throw refused(
        proxy,
        `does not connect to ${target} (${status || 'no HTTP'})`,
        'Does it allow that host and port?',
      )
    },
  }
}

/** Index behind the empty line; -1 when there is none yet. */
function endOfHead(bytes: number[]): number {
  for (let i = 3; i < bytes.length; i++) {
    if (bytes[i] === lf && bytes[i - 1] === cr && bytes[i - 2] === lf && bytes[i - 3] === cr) return i + 1
  }
  return -1
}

/** The status of `HTTP/1.x NNN …`; 0 for anything else. */
function statusIn(head: string): number {
  const status = head.startsWith('HTTP/1.') ? Number(head.split(' ')[1]) : 0
  return status >= 100 && status <= 999 ? status : 0
}

/** RFC 1928: numbers of the protocol. */
const version = 5
const noCredentials = 0
const userAndPassword = 2
const connectCommand = 1
const domainAddress = 3
const passwordVersion = 1

/** RFC 1928, section 6: what a reply means. */
const replies = [
  '',
  'failed',
  'does not allow the connection',
  'does not reach the network',
  'does not reach the host',
  'was refused by the host',
  'waited too long',
  'does not know the command',
  'does not know the kind of address',
]

type SOCKSState = 'method' | 'password' | 'reply'

function negotiateSOCKS(proxy: Proxy, target: string): Negotiation {
  let state: SOCKSState = 'method'
  const hasUser = proxy.user !== undefined
  const afterMethod = (chosen: number | undefined): Step => {
    state = hasUser && chosen === userAndPassword ? 'password' : 'reply'
    if (chosen === noCredentials) return hasUser ? 'skip' : 'next'
    if (state === 'password') return 'next'
    throw refused(proxy, 'wants credentials', 'Give socks5://USER:PASSWORD@HOST:PORT')
  }
  const take = (held: Data): Step => {
    const wanted = state === 'reply' ? replyLength(held) : 2
    if (wanted === 0 || held.size < wanted) return 'wait'
    const [first, second] = held.shift(wanted).toArray()
    if (state === 'method') {
      if (first === version) return afterMethod(second)
      throw refused(proxy, 'speaks no SOCKS5', 'Is it an HTTP proxy? http://HOST:PORT')
    }
    if (state === 'password') {
      if (second !== 0) throw refused(proxy, 'wants other credentials', 'Give socks5://USER:PASSWORD@HOST:PORT')
      state = 'reply'
      return 'next'
    }
    if (second === 0) return 'done'
    throw refused(proxy, `${replies[second ?? 1] ?? 'failed'} (${target})`, 'Does it allow that host and port?')
  }
  const methods = hasUser ? [noCredentials, userAndPassword] : [noCredentials]
  const greeting = new Data([version, methods.length, ...methods])
  const credentials = hasUser ? [passwordRequest(proxy)] : []
  return { lines: [greeting, ...credentials, connectRequest(target)], take }
}

/** Bytes of a reply with the address in it; 0 while that is not known. */
function replyLength(held: Data): number {
  const [, , , kind, length = 0] = new Data(held).shift(5).toArray()
  if (held.size < 5) return 0
  if (kind === domainAddress) return 7 + length
  return kind === 4 ? 22 : 10
}

/** By name: the proxy resolves it, who may know names that we do not. An IP is a name as well. */
function connectRequest(target: string): Data {
  const { host, port } = parseAddress(target, 'hub address')
  const name = new Data(host).toArray()
  const head = [version, connectCommand, 0, domainAddress, name.length]
  return new Data([...head, ...name, Math.floor(port / 256), port % 256])
}

function passwordRequest({ user = '', password = '' }: Proxy): Data {
  const name = new Data(user).toArray()
  const secret = new Data(password).toArray()
  return new Data([passwordVersion, name.length, ...name, secret.length, ...secret])
}
