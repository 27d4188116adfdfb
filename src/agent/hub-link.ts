/**
 * The link to one hub: a control connection (this agent asks) and a serving connection (the hub asks).
 *
 * Owns both connections, their retries and their state. Does not choose between hubs, and what the hub asks for on the
 * serving connection is answered by the layout handed in.
 */
import type { Fault } from '../api/errors.ts'
import type { HubApi } from '../api/hub.ts'
import { alpn } from '../api/protocol.ts'
import type { HubLink as HubLinkStatus } from '../api/types.ts'
import { fault, toFault } from '../common/errors.ts'
import { type Client, createClient } from '../common/http/client.ts'
import { createTransport } from '../common/http/transport.ts'
import { keepAlive } from '../common/keep-alive.ts'
import { deadSeconds, linkConnectOptions, muxOptions, pingSeconds } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { type Identity, tlsOptions, withRoots } from '../common/pki/tls.ts'
import type { Outlet } from '../common/proxy/outlet.ts'
import { backoffSeconds } from '../common/retry.ts'
import { watchSilentEnd } from '../common/silent-end.ts'
import { checkPunchAddress, createPunched, type PunchMode, samePort, shareableBind } from './punch.ts'
import type { Serve, Spliced } from './serve.ts'
import { type Callee, createCallee } from './splice.ts'

export interface HubLinkComponents {
  identity: Identity
  log: Log
  now: () => number
  random: () => number
  serve: Serve
  outlet: Outlet
  /** Whether splices lead to connections that both ends open. */
  punch: PunchMode
  /** Which hub was met. */
  onHub: (id: string) => void
}

export interface HubLink {
  address: string
  /** Carries HTTP/2 streams of the control connection: relays and requests. */
  control: PipelineLayout
  client: Client<HubApi>
  outlet: Outlet
  /** Takes note of a connection to this hub, which ends with the link. */
  track: (outbound: Outbound) => void
  status: () => HubLinkStatus
  /** Where a splice binds, so that its port can be shared; undefined when that is not wanted. */
  shareableBind: () => string | undefined
  /** Our own address on the way to this hub; '' while there is none. */
  localAddress: () => string
  /** True when both connections are up. */
  isUp: () => boolean
  /** Ends both connections for good. */
  close: () => void
}

type Connection = 'serving' | 'controlling'

interface State {
  closed: boolean
  /** Waits before the next attempt of each, while there are. */
  pauses: Partial<Record<Connection, Timeout>>
  serving: boolean
  controlling: boolean
  since: number
  roundTrip?: number
  keyExchange?: string
  error?: Fault
  /** The TCP connections of both, to end them from this side. */
  outbounds: Outbound[]
}

/** Starts the link to the hub at `address` (`host:port`) and keeps it until `close`. */
export function createHubLink(components: HubLinkComponents, address: string): HubLink {
  const state: State = {
    closed: false,
    pauses: {},
    serving: false,
    controlling: false,
    since: components.now(),
    outbounds: [],
  }
  const control = createControl(components, address, state)
  const client = createClient<HubApi>(createTransport(control, deadSeconds), `hub ${address}`)
  const track = (outbound: Outbound) => trackIn(state, outbound)
  keepServing(components, address, state)
  keepPinging(components, client, address, state)
  return {
    address,
    control,
    client,
    outlet: components.outlet,
    track,
    localAddress: () => localAddressOf(state),
    shareableBind: () => shareableBind(components.punch, localAddressOf(state)),
    isUp: () => state.serving && state.controlling,
    status: () => statusOf(address, state),
    close: () => {
      state.closed = true
      for (const outbound of state.outbounds) outbound.close()
    },
  }
}

function localAddressOf({ outbounds }: State): string {
  return outbounds[0]?.localAddress ?? ''
}

function statusOf(address: string, state: State): HubLinkStatus {
  const up = state.serving && state.controlling
  const status: HubLinkStatus = {
    address,
    state: up ? 'connected' : state.error ? 'failed' : 'connecting',
    since: state.since,
  }
  if (up && state.roundTrip !== undefined) status.roundTrip = state.roundTrip
  if (up && state.keyExchange !== undefined) status.keyExchange = state.keyExchange
  if (!up && state.error) status.error = `${state.error.message} (${state.error.code})`
  return status
}

/** One HTTP/2 session, opened by the first stream and again by the next one after it broke. */
function createControl(components: HubLinkComponents, address: string, state: State): PipelineLayout {
  const { outlet } = components
  const onRefused = noteIn(state)
  const connection = outlet({ address, options: tracked(state), onRefused })
  const secured = withRoots(components.identity, () => {
    const options = tlsOptions({
      identity: components.identity,
      alpn: alpn.control,
      expect: { role: 'hub', name: hostOf(address) },
      now: components.now,
      onPeer: (_, keyExchange) => {
        state.keyExchange = keyExchange
      },
      onRefused,
    })
    return pipeline($ => $.connectTLS(options).to(connection))
  })
  return pipeline($ => $.muxHTTP(() => address, muxOptions()).to(secured))
}

/** The ping keeps the control connection open, measures it, and finds it dead. */
async function keepPinging(
  { log, now, random }: HubLinkComponents,
  client: Client<HubApi>,
  address: string,
  state: State,
): Promise<void> {
  let failures = 0
  while (!state.closed) {
    const begin = now()
    try {
      await client('GET /api/ping')
      state.roundTrip = now() - begin
      if (!state.controlling) log.info('control connection up', { hub: address })
      setUp(state, 'controlling', true, now())
      failures = 0
    } catch (caught) {
      const f = state.error ?? toFault(caught)
      if (state.controlling || failures === 0)
        log.warn('control connection down', { hub: address, error: f.code, message: f.message })
      setUp(state, 'controlling', false, now())
      state.error = f
      failures++
    }
    await pause(state, 'controlling', failures === 0 ? pingSeconds : backoffSeconds(failures, random))
  }
}

/** Keeps why a connection did not come up. */
function noteIn(state: State): (refusal: Fault) => void {
  return refusal => {
    state.error = refusal
  }
}

/** Waits before another attempt, for less when the other connection shows that the hub is there again. */
async function pause(state: State, which: Connection, seconds: number): Promise<void> {
  const timer = new Timeout(seconds)
  state.pauses[which] = timer
  await timer.wait().catch(() => undefined)
  state.pauses[which] = undefined
}

function setUp(state: State, which: Connection, up: boolean, now: number): void {
  if (state[which] !== up) state.since = now
  state[which] = up
  const other = which === 'serving' ? 'controlling' : 'serving'
  if (up && !state[other]) state.pauses[other]?.cancel()
  if (up && state.serving && state.controlling) state.error = undefined
}

/** Dials the serving connection, again after each end, until the link is closed. */
async function keepServing(components: HubLinkComponents, address: string, state: State): Promise<void> {
  const { log, now, random } = components
  const dial = createServingDial(components, address, state)
  let failures = 0
  while (!state.closed) {
    const begin = now()
    await dial()
    const wasUp = state.serving
    setUp(state, 'serving', false, now())
    if (state.closed) return
    failures = wasUp && now() - begin > pingSeconds * 1000 ? 0 : failures + 1
    if (wasUp) log.warn('serving connection down', { hub: address })
    await pause(state, 'serving', backoffSeconds(failures, random))
  }
}

/** Connection options that remember the open TCP connections of this link. */
function tracked(state: State): ConnectOptions {
  return { ...linkConnectOptions(), onState: outbound => trackIn(state, outbound) }
}

function trackIn(state: State, outbound: Outbound): void {
  if (outbound.state === 'connected') {
    state.outbounds.push(outbound)
    watchSilentEnd(outbound)
    keepAlive(outbound.socket)
  }
  if (outbound.state === 'closed') state.outbounds = state.outbounds.filter(o => o !== outbound)
}

/** One serving connection per call, resolved at its end. */
function createServingDial(components: HubLinkComponents, address: string, state: State): () => Promise<unknown> {
  const { outlet } = components
  const onRefused = noteIn(state)
  const dialled = outlet({ address, options: tracked(state), onRefused })
  const secured = withRoots(components.identity, () => {
    const options = tlsOptions({
      identity: components.identity,
      alpn: alpn.serve,
      expect: { role: 'hub', name: hostOf(address) },
      now: components.now,
      onPeer: peer => {
        components.onHub(peer.id)
        setUp(state, 'serving', true, components.now())
        components.log.info('serving connection up', { hub: address })
      },
      onRefused,
    })
    return pipeline($ => $.connectTLS(options).to(dialled))
  })
  const { session, answer } = components.serve
  const { punch, now } = components
  const callee = createCallee(
    {
      address,
      outlet,
      track: outbound => trackIn(state, outbound),
      shareableBind: () => shareableBind(punch, localAddressOf(state)),
    },
    session,
  )
  const answers = answer(createSpliced(callee, createPunched(session, now), punch))
  const connection = pipeline($ => $.onStart(new Data()).loop($ => $.pipe(secured).pipe(answers)))
  return () => connection.spawn()
}

/** What the hub may ask for. */
function createSpliced(callee: Callee, meet: (address: string, bind: string) => void, punch: PunchMode): Spliced {
  return {
    dial: callee.dial,
    punch: (ticket, address) => {
      if (punch === 'off') throw fault('access-denied', 'this endpoint does not dial because others do')
      const connection = callee.takeConnection(ticket)
      if (!connection) throw fault('not-found', 'no splice here has this ticket')
      meet(checkPunchAddress(address, punch), samePort(connection))
    },
  }
}

/** The host part of `host:port`, as it stands in a hub's certificate. */
function hostOf(address: string): string {
  return address.substring(0, address.lastIndexOf(':'))
}

/** What a caller is told when the hub went away before it answered. */
export function hubGone(): Fault {
  return fault('hub-unreachable', 'the hub closed the connection', 'It is retried by itself: ztm status')
}

/** What a caller is told when no hub is there. */
export function notConnected(mesh: string): Fault {
  return fault(
    'not-connected',
    `no hub of the mesh "${mesh}" is connected at the moment`,
    'ztm status says why; it is retried by itself.',
  )
}
