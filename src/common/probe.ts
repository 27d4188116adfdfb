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

const tcp = pipeline($ =>
  $.onStart((probe: Probe) => {
    $probe = probe
    return new Data()
  })
    .connect(() => $probe?.address ?? '', probeOptions(true))
    .handleStreamEnd(settleByEnd),
)

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

/** Dials `host:port` and hangs up; resolves with the milliseconds that it took. Rejects with hub-unreachable. */
export async function probeTcp(address: string, now: () => number): Promise<number> {
  const begin = now()
  await run(tcp, address)
  return now() - begin
}

/** Shakes hands with a hub. Rejects with certificate-*, protocol-error or hub-unreachable. */
export async function probeTls(address: string, roots: string[], now: () => number): Promise<Peer> {
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
    onRefused: refusal => $probe?.settle(refusal),
  })
  const layout = pipeline($ =>
    $.onStart((probe: Probe) => {
      $probe = probe
      return new Data()
    })
      .connectTLS(options)
      .to($ => $.connect(address, probeOptions(false)))
      .handleStreamEnd(settleByEnd),
  )
  const { peer } = await run(layout, address)
  if (!peer) throw fault('protocol-error', 'the handshake ended without a certificate')
  return peer
}

/** A check about `subject`, to be completed by its verdict. */
export function checkOf(name: CheckName, subject: string) {
  return (verdict: Verdict, seen: string, next?: string): Check =>
    next === undefined ? { name, subject, verdict, seen } : { name, subject, verdict, seen, next }
}

/** Name, port and certificate of a hub; what cannot be looked at any more is skipped. */
export async function checkWayTo(hub: string, roots: string[], now: () => number): Promise<Check[]> {
  const checks: Check[] = [await checkName(hub, now)]
  const isKnown = checks[0]?.verdict !== 'failed'
  checks.push(isKnown ? await checkPort(hub, now) : checkOf('tcp', hub)('skipped', 'its address is not known'))
  const isThere = checks[1]?.verdict === 'ok'
  checks.push(isThere ? await checkCertificate(hub, roots, now) : checkOf('tls', hub)('skipped', 'it was not reached'))
  return checks
}

async function checkName(hub: string, now: () => number): Promise<Check> {
  const host = hostOf(hub)
  const tell = checkOf('dns', hub)
  if (IP.isV4(host) || IP.isV6(host)) return tell('ok', `${host} is an address`)
  const begin = now()
  const addresses = await DNS.resolve(host)
  if (addresses && addresses.length > 0) return tell('ok', `${host} is ${addresses.join(', ')}, in ${now() - begin} ms`)
  return tell('failed', `${host} has no address`, 'Is the name right? Does "nslookup" find it from this computer?')
}

async function checkPort(hub: string, now: () => number): Promise<Check> {
  const tell = checkOf('tcp', hub)
  try {
    return tell('ok', `connected in ${await probeTcp(hub, now)} ms`)
  } catch (caught) {
    const next = 'Does the hub run, and may this network connect to that port? A firewall or a proxy may be in the way.'
    return tell('failed', (caught as Fault).message, next)
  }
}

async function checkCertificate(hub: string, roots: string[], now: () => number): Promise<Check> {
  const tell = checkOf('tls', hub)
  try {
    const { certificate, name } = await probeTls(hub, roots, now)
    const days = Math.floor((certificate.notAfter - now()) / dayMs)
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
