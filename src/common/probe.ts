/**
 * Looks at the way to a hub, a step at a time: its name, its port, its certificate.
 *
 * Owns the context of a probe's connection, which is closed as soon as it is known what it was made for. Needs no certificate of
 * one's own, so it also works before a computer has joined.
 */
import type { Check, CheckName, Verdict } from '../api/diagnosis.ts'
import type { Fault } from '../api/errors.ts'
import { alpn } from '../api/protocol.ts'
import { hostOf } from './addresses.ts'
import { fault } from './errors.ts'
import type { Peer } from './pki/check.ts'
import { joinTlsOptions } from './pki/tls.ts'

/** How long a probe waits for a connection, in seconds: longer than two lost SYNs. */
const probeSeconds = 5

const dayMs = 24 * 3600 * 1000

interface Probe {
  address: string
  outbound?: Outbound
  settle: (failure: Fault | undefined) => void
  peer?: Peer
}

var $probe: Probe | undefined

const probeOptions = (isEnough: boolean): ConnectOptions => ({
  connectTimeout: probeSeconds,
  readTimeout: probeSeconds,
  idleTimeout: probeSeconds,
  onState: outbound => {
    if (!$probe) return
    $probe.outbound = outbound
    if (isEnough && outbound.state === 'connected') $probe.settle(undefined)
  },
})

/** How a hub is reached from here. */
export interface Way {
  now: () => number
  /** A layout that connects to an address at its first event; `onRefused` hears why a proxy does not. */
  connect: (address: string, options: ConnectOptions, onRefused: (refusal: Fault) => void) => PipelineLayout
  /** `host:port` of the proxy that is in between. */
  proxy?: string
}

function settleByRefusal(refusal: Fault): void {
  $probe?.settle(refusal)
}

function settleByEnd({ error }: StreamEnd): void {
  const reason = typeof error === 'string' ? error : 'it was closed'
  $probe?.settle(fault('hub-unreachable', `no connection: ${reason}`))
}

/** Runs a probe; rejects with why it failed. */
async function run(layout: PipelineLayout, address: string): Promise<Probe> {
  const probe: Probe = { address, settle: () => undefined }
  const end = new Promise<Fault | undefined>(settle => {
    probe.settle = settle
  })
  layout.spawn(probe)
  const failure = await end
  probe.outbound?.close()
  if (failure) throw failure
  return probe
}

/** Dials `host:port`, or the proxy, and hangs up; resolves with the milliseconds that it took. Rejects with hub-unreachable. */
export async function probeTcp(address: string, { now, connect }: Way): Promise<number> {
  const begin = now()
  const connection = connect(address, probeOptions(true), settleByRefusal)
  const layout = pipeline($ => $.onStart(startProbe).pipe(connection).handleStreamEnd(settleByEnd))
  await run(layout, address)
  return now() - begin
}

function startProbe(probe: Probe): Data {
  $probe = probe
  return new Data()
}

/** Shakes hands with a hub. Rejects with certificate-*, protocol-error or hub-unreachable. */
export async function probeTls(address: string, roots: string[], { now, connect }: Way): Promise<Peer> {
  const options = joinTlsOptions({
    alpn: alpn.join,
    roots,
    expect: { role: 'hub', name: hostOf(address) },
    now,
    onPeer: peer => {
      if (!$probe) return
      $probe.peer = peer
      $probe.settle(undefined)
    },
    onRefused: settleByRefusal,
  })
  const connection = connect(address, probeOptions(false), settleByRefusal)
  const layout = pipeline($ => $.onStart(startProbe).connectTLS(options).to(connection).handleStreamEnd(settleByEnd))
  const { peer } = await run(layout, address)
  if (!peer) throw fault('protocol-error', 'the handshake ended without a certificate')
  return peer
}

/** A check about `subject`, to be completed by its verdict. */
export function checkOf(name: CheckName, subject: string) {
  return (verdict: Verdict, seen: string, next?: string): Check =>
    next === undefined ? { name, subject, verdict, seen } : { name, subject, verdict, seen, next }
}

/** Proxy, name, port and certificate of a hub; what cannot be looked at any more is skipped. */
export async function checkWayTo(hub: string, roots: string[], way: Way): Promise<Check[]> {
  const checks: Check[] = [await checkName(hub, way)]
  const isKnown = checks[0]?.verdict !== 'failed'
  checks.push(isKnown ? await checkPort(hub, way) : checkOf('tcp', hub)('skipped', 'its address is not known'))
  const isThere = checks[1]?.verdict === 'ok'
  checks.push(isThere ? await checkCertificate(hub, roots, way) : checkOf('tls', hub)('skipped', 'it was not reached'))
  return [checkProxy(hub, way), ...checks]
}

/** What is wrong with a proxy shows in the checks that go through it. */
function checkProxy(hub: string, { proxy }: Way): Check {
  return checkOf('proxy', hub)('ok', proxy ? `it is reached through ${proxy}` : 'none: it is dialled directly')
}

async function checkName(hub: string, { now, proxy }: Way): Promise<Check> {
  const host = hostOf(hub)
  const tell = checkOf('dns', hub)
  if (IP.isV4(host) || IP.isV6(host)) return tell('ok', `${host} is an address`)
  if (proxy) return tell('skipped', `the proxy ${proxy} looks it up`)
  const begin = now()
  const addresses = await DNS.resolve(host)
  if (addresses && addresses.length > 0) return tell('ok', `${host} is ${addresses.join(', ')}, in ${now() - begin} ms`)
  return tell('failed', `${host} has no address`, 'Is the name right? Does "nslookup" find it from this computer?')
}

async function checkPort(hub: string, way: Way): Promise<Check> {
  const tell = checkOf('tcp', hub)
  try {
    const time = await probeTcp(hub, way)
    return tell('ok', `connected${way.proxy ? ` to the proxy ${way.proxy}` : ''} in ${time} ms`)
  } catch (caught) {
    const next = 'Does the hub run, and may this network connect to that port? A firewall or a proxy may be in the way.'
    return tell('failed', (caught as Fault).message, next)
  }
}

async function checkCertificate(hub: string, roots: string[], way: Way): Promise<Check> {
  const tell = checkOf('tls', hub)
  try {
    const { certificate, name } = await probeTls(hub, roots, way)
    const days = Math.floor((certificate.notAfter - way.now()) / dayMs)
    return tell('ok', `TLS 1.3 with hub ${name}, of this mesh; its certificate is good for ${days} d`)
  } catch (caught) {
    const { code, message, hint } = caught as Fault
    return tell(
      'failed',
      `${message} (${code})`,
      hint || 'Something between here and the hub may be breaking TLS open.',
    )
  }
}
