/**
 * A home router on loopback that maps ports when it is asked: PCP, NAT-PMP and UPnP, as told, and really passes connections on.
 *
 * Owns its sockets, for the life of a scope. It has an address of 127.0.0.0/8 of its own, since the ports of these protocols are
 * fixed. What it answers may be twisted on the way: a router of a malicious or broken kind is this one with a twist.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer as createHTTPServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, connect as dial, type Server } from 'node:net'
import type { Scope } from './scope.ts'

export type Speech = 'pcp' | 'nat-pmp' | 'upnp'

export interface RouterOptions {
  /** What it answers to; to everything else it is silent. */
  speaks: readonly Speech[]
  /** The most seconds that a mapping lasts. @default as asked */
  seconds?: number
  /** What it says its external address is. @default the one that it listens at */
  claims?: string
  /** The first external port that is asked for belongs to somebody else. */
  isTaken?: boolean
  /** Asks UPnP for mappings without an end. */
  permanentOnly?: boolean
  /** Gets each answer to a datagram, and sends what it likes. @default the answer */
  twist?: (answer: Buffer, send: (datagram: Buffer) => void) => void
  /** The same for the answers of its HTTP server. */
  twistText?: (text: string) => string
}

export interface Router {
  /** Its address on the inside. */
  readonly address: string
  /** Its address on the outside, where mapped ports listen. */
  readonly external: string
  /** External ports that lead inside now, and to where. */
  mappings(): ReadonlyMap<number, string>
  /** What it was asked for so far, one word each: `pcp map`, `nat-pmp unmap`, `upnp AddPortMapping`... */
  asked(): readonly string[]
  /** Forgets all mappings, as after a restart. */
  forget(): Promise<void>
}

const MAP_PORT = 5351
const SSDP_PORT = 1900
const NO_ROOM = 8
const CONFLICT = 718

interface Mapping {
  to: string
  server: Server
  nonce: string
}

interface State extends RouterOptions {
  external: string
  table: Map<number, Mapping>
  /** The port that is asked for first. */
  first?: number
  asked: string[]
}

/** Starts one at an address that no other test has. */
export async function startRouter(scope: Scope, options: RouterOptions): Promise<Router> {
  const net = `127.${80 + Math.floor(Math.random() * 100)}.${Math.floor(Math.random() * 250)}`
  const host = 1 + Math.floor(Math.random() * 120) * 2
  const [address, external] = [`${net}.${host}`, `${net}.${host + 1}`]
  const state: State = { ...options, external, table: new Map(), asked: [] }
  const forget = async () => {
    for (const port of [...state.table.keys()]) await unmap(state, port)
  }
  scope.defer(forget)
  await bind(scope, { address, port: MAP_PORT }, state, answerMapping)
  if (options.speaks.includes('upnp')) {
    const port = await serveControl(scope, address, state)
    await bind(scope, { address, port: SSDP_PORT }, state, async request => search(request, `${address}:${port}`))
  }
  return {
    address,
    external,
    mappings: () => new Map([...state.table].map(([port, { to }]) => [port, to])),
    asked: () => state.asked,
    forget,
  }
}

type AnswerTo = (request: Buffer, from: string, state: State) => Promise<Buffer | null>

async function bind(scope: Scope, at: { address: string; port: number }, state: State, answer: AnswerTo) {
  const socket = createSocket('udp4')
  scope.defer(() => {
    socket.close()
  })
  let isOpen = true
  scope.defer(() => {
    isOpen = false
  })
  socket.on('message', async (request, { address, port }) => {
    const reply = await answer(request, address, state)
    const send = (datagram: Buffer) => isOpen && socket.send(datagram, port, address)
    if (!reply) return
    if (state.twist) state.twist(reply, send)
    else send(reply)
  })
  socket.bind(at.port, at.address)
  await once(socket, 'listening')
}

/** Listens outside and passes on; resolves with the external port, or null where there is no room. */
async function map(state: State, wanted: number, to: string, nonce = ''): Promise<number | null> {
  const known = [...state.table].find(([, mapping]) => mapping.to === to)
  if (known) return known[0]
  const [host, port] = to.split(':')
  const server = createServer(outer => {
    const inner = dial(Number(port), host)
    for (const [one, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      one.on('error', () => other.destroy())
      one.pipe(other)
    }
  })
  server.listen(isTaken(state, wanted) ? 0 : wanted, state.external)
  const failed = await Promise.race([
    once(server, 'listening').then(() => false),
    once(server, 'error').then(() => true),
  ])
  if (failed) return null
  const external = (server.address() as AddressInfo).port
  state.table.set(external, { to, server, nonce })
  return external
}

function isTaken(state: State, port: number): boolean {
  state.first ??= port
  return state.table.has(port) || (state.isTaken === true && state.first === port)
}

async function unmap(state: State, port: number): Promise<void> {
  const mapping = state.table.get(port)
  state.table.delete(port)
  mapping?.server.close()
}

const bytesOf = (ip: string) => Buffer.from(ip.split('.').map(Number))

async function answerMapping(request: Buffer, from: string, state: State): Promise<Buffer | null> {
  const isPCP = request[0] === 2
  if (isPCP && state.speaks.includes('pcp')) return answerPCP(request, from, state)
  if (!state.speaks.includes('nat-pmp')) return null
  // RFC 6886, 3.5: another version.
  if (request[0] !== 0) return Buffer.from([0, 0x80 | (request[1] ?? 0), 0, 1, 0, 0, 0, 1])
  const head = Buffer.from([0, 0x80 | (request[1] ?? 0), 0, 0, 0, 0, 0, 1])
  if (request[1] === 0) {
    state.asked.push('nat-pmp address')
    return Buffer.concat([head, bytesOf(state.claims ?? state.external)])
  }
  const [internal, wanted, seconds] = [request.readUInt16BE(4), request.readUInt16BE(6), request.readUInt32BE(8)]
  state.asked.push(seconds === 0 ? 'nat-pmp unmap' : 'nat-pmp map')
  const { port, life } = await change(state, { to: `${from}:${internal}`, wanted, seconds })
  const tail = Buffer.alloc(8)
  tail.writeUInt16BE(internal, 0)
  tail.writeUInt16BE(port, 2)
  tail.writeUInt32BE(life, 4)
  return Buffer.concat([head, tail])
}

interface Change {
  to: string
  wanted: number
  seconds: number
  nonce?: string
}

async function change(state: State, { to, wanted, seconds, nonce }: Change): Promise<{ port: number; life: number }> {
  if (seconds > 0) {
    const port = await map(state, wanted, to, nonce)
    return { port: port ?? 0, life: Math.min(seconds, state.seconds ?? seconds) }
  }
  for (const [port, mapping] of [...state.table]) if (mapping.to === to) await unmap(state, port)
  return { port: 0, life: 0 }
}

/** RFC 6887: the head of 24 bytes, nonce, protocol, ports and address. */
async function answerPCP(request: Buffer, from: string, state: State): Promise<Buffer> {
  const reply = Buffer.from(request)
  reply[1] = 0x81
  reply.fill(0, 8, 24)
  const [seconds, internal, wanted] = [request.readUInt32BE(4), request.readUInt16BE(40), request.readUInt16BE(42)]
  state.asked.push(seconds === 0 ? 'pcp unmap' : 'pcp map')
  const nonce = request.subarray(24, 36).toString('hex')
  const to = `${from}:${internal}`
  const known = [...state.table.values()].find(mapping => mapping.to === to)
  const isOthers = known !== undefined && known.nonce !== nonce
  const { port, life } = isOthers ? { port: 0, life: 60 } : await change(state, { to, wanted, seconds, nonce })
  reply[3] = isOthers ? 2 : port === 0 && seconds > 0 ? NO_ROOM : 0
  reply.writeUInt32BE(life, 4)
  reply.writeUInt16BE(port, 42)
  Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), bytesOf(state.claims ?? state.external)]).copy(reply, 44)
  return reply
}

function search(request: Buffer, control: string): Buffer | null {
  if (!request.toString().startsWith('M-SEARCH * HTTP/1.1\r\n')) return null
  const lines = [
    'HTTP/1.1 200 OK',
    'ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1',
    `LOCATION: http://${control}/rootDesc.xml`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}

const SERVICE = 'urn:schemas-upnp-org:service:WANIPConnection:1'
const DESCRIPTION = `<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType>
<serviceList><service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType><controlURL>/ctl/L3F</controlURL></service></serviceList>
<deviceList><device><serviceList><service><serviceType>${SERVICE}</serviceType><controlURL>/ctl/IPConn</controlURL></service></serviceList></device></deviceList>
</device></root>`

/** The HTTP server of UPnP; resolves with its port. */
async function serveControl(scope: Scope, address: string, state: State): Promise<number> {
  const server = createHTTPServer(async (request, response) => {
    const [status, text] = request.method === 'GET' ? [200, DESCRIPTION] : await act(await bodyOf(request), state)
    // In chunks, as some routers do.
    response.writeHead(status, { 'content-type': 'text/xml' })
    const twisted = state.twistText?.(text) ?? text
    response.write(twisted.slice(0, 30))
    response.end(twisted.slice(30))
  })
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  server.listen(0, address)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += part
  return text
}

async function act(body: string, state: State): Promise<[number, string]> {
  const action = /<u:(\w+) /.exec(body)?.[1] ?? ''
  const value = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? ''
  state.asked.push(`upnp ${action}`)
  const port = Number(value('NewExternalPort'))
  if (action === 'GetExternalIPAddress') {
    const told = `<NewExternalIPAddress>${state.claims ?? state.external}</NewExternalIPAddress>`
    return [200, envelope(`<u:${action}Response xmlns:u="${SERVICE}">${told}</u:${action}Response>`)]
  }
  if (action === 'DeletePortMapping') await unmap(state, port)
  if (action === 'AddPortMapping') {
    if (isTaken(state, port)) return [500, refusal(CONFLICT)]
    if (state.permanentOnly && value('NewLeaseDuration') !== '0') return [500, refusal(725)]
    await map(state, port, `${value('NewInternalClient')}:${value('NewInternalPort')}`)
  }
  return [200, envelope(`<u:${action}Response xmlns:u="${SERVICE}"></u:${action}Response>`)]
}

const envelope = (inner: string) =>
  `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`

const refusal = (code: number) =>
  envelope(
    `<s:Fault><faultcode>s:Client</faultcode><detail><UPnPError><errorCode>${code}</errorCode></UPnPError></detail></s:Fault>`,
  )
