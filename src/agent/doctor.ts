/**
 * Looks at everything that a mesh needs of this computer, and tells what it saw: the agent's half of `ztm doctor`.
 *
 * Owns nothing and changes nothing. Connections that it makes are closed when it has seen enough.
 */
import type { Check } from '../api/diagnosis.ts'
import type { Endpoint, Service } from '../api/types.ts'
import { createByteCounter } from '../common/byte-counter.ts'
import { toFault } from '../common/errors.ts'
import { checkOf, checkWayTo } from '../common/probe.ts'
import type { HubLink } from './hub-link.ts'
import type { Membership } from './membership.ts'
import { dialTarget } from './target.ts'

/** A clock that is further off than this makes certificates look too young or too old, in milliseconds. */
const clockFailedMs = 5 * 60_000
const clockWarningMs = 30_000

/** Renewal is due when a third of 30 days is left; it is tried again and again from then on. */
const renewalDays = 9
const dayMs = 24 * 3600 * 1000

/** All checks of one mesh, in the order in which they depend on each other. Never rejects. */
export async function diagnose(membership: Membership): Promise<Check[]> {
  const { stored, now } = membership
  const checks: Check[] = [checkCertificate(membership)]
  for (const link of membership.links()) {
    const way = membership.wayTo(link.address)
    checks.push(...(await checkWayTo(link.address, [stored.roots], way)))
    checks.push(checkHub(link), await checkClock(link, now))
  }
  checks.push(checkPolicy(membership), await checkPath(membership))
  for (const port of membership.ports()) {
    const tell = checkOf('port', `${port.protocol}/${port.ip}:${port.port}`)
    const leads = `leads to ${port.protocol}/${port.service}${port.endpoint ? `@${port.endpoint}` : ''}`
    checks.push(
      port.state === 'open'
        ? tell('ok', leads)
        : tell('failed', port.error ?? 'it is not open', 'Close it and open another, or free it: ss -ltnp'),
    )
  }
  for (const service of membership.services()) checks.push(await checkService(service))
  return checks
}

function checkCertificate({ describe, now }: Membership): Check {
  const { endpoint, certificate, state } = describe()
  const tell = checkOf('certificate', `${endpoint.user}/${endpoint.name}`)
  const days = Math.floor((certificate.notAfter - now()) / dayMs)
  if (state === 'evicted') {
    return tell('failed', 'this endpoint was evicted', 'Leave the mesh, and join again with a new permit.')
  }
  if (days < 0) {
    return tell('failed', `it ended ${-days} d ago`, 'Is the clock right? If so, leave the mesh and join again.')
  }
  const seen = `good for ${days} d`
  return days < renewalDays
    ? tell('warning', `${seen}, and was not renewed yet`, 'It is, once a hub is connected.')
    : tell('ok', seen)
}

function checkHub(link: HubLink): Check {
  const { state, roundTrip, error } = link.status()
  const tell = checkOf('hub', link.address)
  if (state !== 'connected') return tell('failed', `${state}: ${error ?? 'not yet'}`, 'It is tried again by itself.')
  return tell('ok', roundTrip === undefined ? 'connected' : `connected, ${roundTrip} ms there and back`)
}

async function checkClock(link: HubLink, now: () => number): Promise<Check> {
  const tell = checkOf('clock', link.address)
  if (!link.isUp()) return tell('skipped', 'the hub is not connected')
  try {
    const begin = now()
    const { time } = await link.client('GET /api/ping')
    const end = now()
    const off = Math.round((begin + end) / 2 - time)
    const seen = `this computer is ${Math.abs(off)} ms ${off < 0 ? 'behind' : 'ahead of'} the hub, within ${end - begin} ms`
    const next = 'Set the clock: timedatectl set-ntp true, or ntpd.'
    if (Math.abs(off) > clockFailedMs) return tell('failed', seen, next)
    return Math.abs(off) > clockWarningMs ? tell('warning', seen, next) : tell('ok', seen)
  } catch (caught) {
    return tell('failed', toFault(caught).message, 'It is tried again by itself.')
  }
}

/** Without news of the mesh nobody knows who was evicted, so after a while nobody is let in. */
function checkPolicy({ name, policy, describe }: Membership): Check {
  const tell = checkOf('policy', name)
  const { version, rules } = policy()
  const { news } = describe()
  const seen = `version ${version}, ${rules.length} rules`
  const next = 'A hub withholds news, or the CA is down: look at its log.'
  if (news.state === 'refusing') return tell('failed', `${seen}, so old that new sessions are refused`, next)
  return news.state === 'stale' ? tell('warning', `${seen}, and news of the mesh is overdue`, next) : tell('ok', seen)
}

/** Whether another endpoint of the same user is reached, and what carries it. */
async function checkPath(membership: Membership): Promise<Check> {
  const { stored } = membership
  try {
    const { items } = await membership.getLink().client('GET /api/endpoints', { query: { user: stored.user } })
    const others: Endpoint[] = items.filter(endpoint => endpoint.id !== stored.endpointId)
    const [other] = others
    if (!other) return checkOf('path', '-')('skipped', `no other endpoint of ${stored.user} is online`)
    return await checkPathTo(membership, other)
  } catch (caught) {
    return checkOf('path', '-')('skipped', toFault(caught).message)
  }
}

async function checkPathTo({ ping }: Membership, { name }: Endpoint): Promise<Check> {
  const tell = checkOf('path', name)
  try {
    const { path, roundTrip } = await ping(name)
    const seen = `${roundTrip} ms there and back by ${path}`
    return path === 'tunnel'
      ? tell('warning', seen, 'Slower than splice: the log says why that did not come up.')
      : tell('ok', seen)
  } catch (caught) {
    const { code, message, hint } = toFault(caught)
    return tell('failed', `${message} (${code})`, hint)
  }
}

/** Over UDP there is nobody to refuse. */
async function checkService({ protocol, name, target }: Service): Promise<Check> {
  const tell = checkOf('service', `${protocol}/${name}`)
  if (protocol === 'udp') return tell('skipped', `${target} is reached by UDP, which does not answer`)
  try {
    const dialled = await dialTarget(protocol, {
      address: target,
      sent: createByteCounter(),
      received: createByteCounter(),
    })
    dialled.close()
    return tell('ok', `${target} accepts connections`)
  } catch (caught) {
    const { message, hint } = toFault(caught)
    return tell('failed', `${target}: ${message}`, hint)
  }
}
