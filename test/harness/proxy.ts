/**
 * A TCP proxy in the way of two processes: counts, keeps, delays, truncates and cuts what goes through.
 *
 * Owns its listener and both ends of each connection. It understands no protocol: what it keeps is what an observer on
 * that wire sees. Back-pressure of either side goes through to the other.
 */
import { createServer, connect as dial, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { freePort } from './ports.ts'
import type { Scope } from './scope.ts'

/** Kept of all traffic, unless told: enough for handshakes and a few pages, nothing to fill a memory with. */
const KEEP_BYTES = 8 << 20

export interface ProxyOptions {
  /** Where connections go: a port on 127.0.0.1. */
  target: number
  /** Listens here. @default a free port */
  port?: number
  /** Bytes of traffic that are kept to be looked at. 0 keeps none. */
  keep?: number
  /** A connection is reset when the first bytes of its dialling side are such. @default none */
  refuse?: (first: Buffer) => boolean
}

export interface Proxy {
  readonly port: number
  /** `127.0.0.1:port`, what the dialling side is told. */
  readonly address: string
  /** Bytes that went from the dialling side to the target, and back. */
  bytesUp(): number
  bytesDown(): number
  /** Connections open now. */
  connections(): number
  /** All connections there ever were. */
  accepted(): number
  /** What went through, both ways in the order of its passing, as far as it was kept. */
  captured(): Buffer
  /** The same, each direction of each connection by itself, from its first byte on. */
  streams(): Buffer[]
  /** Holds every chunk back for this long. */
  delay(ms: number): void
  /** From now on each connection is closed once it has carried this many bytes more; null: never. */
  truncateAfter(bytes: number | null): void
  /** Lets nothing through, without closing: a partition as firewalls make it. */
  freeze(): void
  thaw(): void
  /** Resets all connections; new ones are taken as before. */
  cut(): void
  /** Resets all connections and refuses new ones until `restore`. */
  block(): Promise<void>
  restore(): Promise<void>
}

/** The first bytes of a splice, of either side: a firewall that lets nothing but TLS to the hub itself through. */
export function isSplice(first: Buffer): boolean {
  return first.includes('.splice.ztm') || first.toString('latin1').startsWith('ztm-splice/')
}

interface State {
  delay: number
  budget: number | null
  frozen: boolean
  /** Chunks that wait for the thaw. */
  held: (() => void)[]
  up: number
  down: number
  accepted: number
  kept: { from: object; part: Buffer }[]
  room: number
  refuse: (first: Buffer) => boolean
  pairs: Set<[Socket, Socket]>
}

function keep(state: State, chunk: Buffer, from: object): void {
  if (state.room <= 0) return
  const part = Buffer.from(chunk.subarray(0, state.room))
  state.kept.push({ from, part })
  state.room -= part.length
}

/** One direction of one connection. */
function wire(state: State, { direction, cut }: { direction: 'up' | 'down'; cut: () => void }): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let part = chunk
      if (state.budget !== null) {
        part = chunk.subarray(0, state.budget)
        state.budget -= part.length
      }
      state[direction] += part.length
      keep(state, part, this)
      const pass = () => {
        done(null, part)
        if (state.budget === 0) setImmediate(cut)
      }
      if (state.frozen) state.held.push(pass)
      else if (state.delay) setTimeout(pass, state.delay)
      else pass()
    },
  })
}

function join(state: State, [client, server]: [Socket, Socket]): void {
  const pair: [Socket, Socket] = [client, server]
  state.pairs.add(pair)
  state.accepted++
  const drop = () => {
    client.resetAndDestroy()
    server.resetAndDestroy()
  }
  const gone = () => {
    state.pairs.delete(pair)
  }
  for (const [socket, other] of [
    [client, server],
    [server, client],
  ] as const) {
    socket.setNoDelay(true)
    socket.on('error', () => other.destroy())
    socket.on('close', hadError => {
      gone()
      if (hadError) other.resetAndDestroy()
      else if (!other.writableEnded) other.end()
    })
  }
  client.once('data', (first: Buffer) => {
    if (state.refuse(first)) drop()
  })
  client.pipe(wire(state, { direction: 'up', cut: drop })).pipe(server)
  server.pipe(wire(state, { direction: 'down', cut: drop })).pipe(client)
}

function controls(state: State): Omit<Proxy, 'port' | 'address' | 'block' | 'restore'> {
  return {
    bytesUp: () => state.up,
    bytesDown: () => state.down,
    connections: () => state.pairs.size,
    accepted: () => state.accepted,
    captured: () => Buffer.concat(state.kept.map(({ part }) => part)),
    streams() {
      const streams = Map.groupBy(state.kept, ({ from }) => from)
      return [...streams.values()].map(pieces => Buffer.concat(pieces.map(({ part }) => part)))
    },
    delay(ms) {
      state.delay = ms
    },
    truncateAfter(bytes) {
      state.budget = bytes
    },
    freeze() {
      state.frozen = true
    },
    thaw() {
      state.frozen = false
      for (const pass of state.held.splice(0)) pass()
    },
    cut() {
      for (const pair of state.pairs) for (const socket of pair) socket.resetAndDestroy()
    },
  }
}

/** Starts a proxy for the life of a scope. */
export async function startProxy(
  scope: Scope,
  { target, port, keep: room = KEEP_BYTES, refuse = () => false }: ProxyOptions,
): Promise<Proxy> {
  const at = port ?? (await freePort())
  const state: State = {
    delay: 0,
    budget: null,
    frozen: false,
    held: [],
    up: 0,
    down: 0,
    accepted: 0,
    kept: [],
    room,
    refuse,
    pairs: new Set(),
  }
  const server = createServer({ allowHalfOpen: true }, client => {
    join(state, [client, dial({ port: target, host: '127.0.0.1', allowHalfOpen: true })])
  })
  const open = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, '127.0.0.1', () => resolve())
    })
  const handles = controls(state)
  const close = async () => {
    handles.cut()
    if (server.listening) await new Promise(resolve => server.close(resolve))
  }
  await open()
  scope.defer(close)
  return { ...handles, port: at, address: `127.0.0.1:${at}`, block: close, restore: open }
}
