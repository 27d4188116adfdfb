/**
 * Parses what callers of the local API send: the border between JSON and the agent.
 *
 * Pure. Throws bad-request naming the field and what it should be.
 */
import type { ActivityQuery } from '../api/activity.ts'
import { defaultHubPort } from '../api/protocol.ts'
import type { Protocol, Service } from '../api/types.ts'
import { formatAddress, parseAddress } from '../common/addresses.ts'
import { fault } from '../common/errors.ts'
import { checkName } from '../common/names.ts'
import { parseNumber, parseObject, parseText, parseTexts } from '../common/parse.ts'
import type { StoredPort } from './storage.ts'

/** Longest check of a service, in characters. */
const checkLength = 1000

/** Longest address of a hub. */
const addressLength = 260

/** Users that a service names at most, and the longest of them. */
const userLimits: [number, number] = [1000, 100]

export function parseProtocol(value: unknown): Protocol {
  if (value === 'tcp' || value === 'udp') return value
  throw fault('bad-request', 'the protocol is neither tcp nor udp', 'Write tcp/NAME or udp/NAME')
}

/** Records of activity on one page at most. */
const mostRecords = 1000

/** What a query says of the records that are wanted. */
export function parseActivityQuery(query: Record<string, string>): ActivityQuery {
  const { user, endpoint, service, side, outcome } = query
  const parsed: ActivityQuery = { user, endpoint, service, side, outcome }
  if (query.since !== undefined) parsed.since = parseNumber(Number(query.since), 'since', [0, Number.MAX_SAFE_INTEGER])
  if (query.limit !== undefined) parsed.limit = parseNumber(Number(query.limit), 'limit', [1, mostRecords])
  if (query.after !== undefined) {
    parsed.after = String(parseNumber(Number(query.after), 'after', [0, Number.MAX_SAFE_INTEGER]))
  }
  return parsed
}

/** A service's target, normalised: `host:port`. */
export function parseTarget(value: unknown): string {
  if (typeof value !== 'string') throw fault('bad-request', 'target is not a text', 'Give HOST:PORT')
  const { host, port } = parseAddress(value, 'target')
  if (port === 0) throw fault('bad-request', 'target has the port 0', 'Give HOST:PORT')
  return formatAddress(host, port)
}

/** The address by which a hub is dialled: `host:port`, on its usual port unless told otherwise. */
export function parseDialled(value: unknown): string {
  const { host, port } = parseAddress(parseText(value, 'address', addressLength), 'address', defaultHubPort)
  if (port === 0 || host === '0.0.0.0' || host === '::') {
    throw fault('bad-request', `nobody can dial ${host}:${port}`, 'Give the address of this computer: HOST:PORT')
  }
  return formatAddress(host, port)
}

/** A service as it is to be published, from the path and the body of its request. */
export function parseService(params: Record<string, string>, value: unknown): Service {
  const body = parseObject(value, 'the service')
  const service: Service = {
    protocol: parseProtocol(params.protocol),
    name: checkName(params.name, 'service name'),
    target: parseTarget(body.target),
  }
  if (body.users !== undefined) {
    const users = parseTexts(body.users, 'users', userLimits)
    service.users = users.map(user => checkName(user, 'users'))
  }
  if (body.check !== undefined) service.check = parseCheck(service.protocol, body.check)
  return service
}

/** `tcp`, or `http:/path`. */
function parseCheck(protocol: Protocol, value: unknown): string {
  const check = parseText(value, 'check', checkLength)
  if (protocol === 'tcp' && (check === 'tcp' || check.startsWith('http:/'))) return check
  throw fault('bad-request', 'check is none that there is', 'For a TCP service: tcp, or http:/path')
}

/** A port as it is to be opened, from the path and the body of its request. */
export function parsePort(params: Record<string, string>, value: unknown): StoredPort {
  const body = parseObject(value, 'the port')
  const { ip, port } = parseListen(params)
  const parsed: StoredPort = {
    protocol: parseProtocol(params.protocol),
    ip,
    port,
    service: checkName(body.service, 'service'),
  }
  if (body.endpoint !== undefined && body.endpoint !== '') parsed.endpoint = checkName(body.endpoint, 'endpoint')
  if (body.sticky === 'client-ip') parsed.sticky = body.sticky
  else if (body.sticky !== undefined) throw fault('bad-request', 'sticky is none that there is', 'Write client-ip')
  if (body.speaks === 'http' && parsed.protocol === 'tcp') parsed.speaks = body.speaks
  else if (body.speaks !== undefined) throw fault('bad-request', 'speaks is none that there is', 'Write http, for TCP')
  return parsed
}

/** `{ip}` and `{port}` of a path. */
export function parseListen(params: Record<string, string>): { ip: string; port: number } {
  const ip = params.ip ?? ''
  const port = Number(params.port)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw fault('bad-request', `"${params.port}" is not a port`, 'A port is a number from 1 to 65535')
  }
  if (!isIP(ip)) throw fault('bad-request', `"${ip}" is not an IP address`, '127.0.0.1 listens for this computer only')
  return { ip, port }
}

/** An IPv4 or IPv6 literal: what the engines listen on. */
function isIP(text: string): boolean {
  try {
    return new IP(text).toString() !== '' && (text.includes('.') || text.includes(':'))
  } catch {
    return false
  }
}
