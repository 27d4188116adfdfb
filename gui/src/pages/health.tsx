/**
 * Health in sentences, the worst first, each with what to do about it.
 *
 * Pure: from what the agent says to a list.
 */
import type { HubLink, Mesh, News, Port, Service } from '../../../src/api/types.ts'
import type { Tone } from '../parts/badge.tsx'
import { addressOf } from '../state/open-port.ts'
import { duration, t } from '../words/language.ts'

interface Finding {
  tone: Tone
  text: string
  hint?: string
}

/** Certificates renew themselves at two thirds of thirty days: one that has less than this was not renewed, in milliseconds. */
const soonMs = 5 * 24 * 3_600_000

const order: Tone[] = ['bad', 'warn', 'good', 'plain']

interface HealthProps {
  meshes: Mesh[]
  ports: Port[]
  services: Service[]
}

export function HealthList({ meshes, ports, services }: HealthProps) {
  const found = [...meshes.flatMap(findInMesh), ...services.flatMap(findInService), ...ports.flatMap(findInPort)]
  found.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone))
  const isWell = found.every(({ tone }) => tone === 'good')
  return (
    <section class="card" aria-label={t('health')}>
      <h2 class={isWell ? 'verdict good' : 'verdict warn'}>{t(isWell ? 'allWell' : 'attention')}</h2>
      <ul class="health">
        {found.map(({ tone, text, hint }) => (
          <li key={text} class={tone}>
            {text}
            {hint && <span class="quiet hint">{hint}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What is wrong with the membership itself, for pages whose lists depend on it; nothing while it is connected. */
export function MembershipProblem({ mesh }: { mesh: Mesh }) {
  if (mesh.state === 'connected') return null
  const [finding] = findInMesh(mesh)
  const reasons = mesh.hubs.flatMap(({ address, error }) => (error ? [`${address}: ${error}`] : []))
  return (
    <div class="problem" role="status">
      <p class="problem-message">{finding?.text}</p>
      <p>{finding?.hint}</p>
      {mesh.state === 'connecting' && reasons.map(reason => <p key={reason}>{reason}</p>)}
    </div>
  )
}

function findInMesh(mesh: Mesh): Finding[] {
  if (mesh.state === 'evicted') {
    return [{ tone: 'bad', text: t('meshEvicted', { mesh: mesh.name }), hint: t('meshEvictedHint') }]
  }
  const membership: Finding =
    mesh.state === 'connected'
      ? { tone: 'good', text: t('meshConnected', { mesh: mesh.name, name: mesh.endpoint.name }) }
      : { tone: 'bad', text: t('meshConnecting', { mesh: mesh.name }), hint: t('meshConnectingHint') }
  return [membership, ...mesh.hubs.map(findInHub), findInCertificate(mesh), ...findInNews(mesh.news)]
}

function findInHub({ address, state, roundTrip, error }: HubLink): Finding {
  if (state === 'connected') {
    const text =
      roundTrip === undefined
        ? t('hubConnectedNew', { address })
        : t('hubConnected', { address, time: `${roundTrip} ms` })
    return { tone: 'good', text }
  }
  return { tone: 'warn', text: t(state === 'failed' ? 'hubFailed' : 'hubConnecting', { address }), hint: error }
}

function findInCertificate({ certificate }: Mesh): Finding {
  const left = certificate.notAfter - Date.now()
  if (left <= 0) return { tone: 'bad', text: t('certificateOver'), hint: t('certificateOverHint') }
  if (left < soonMs) {
    return { tone: 'warn', text: t('certificateSoon', { time: duration(left) }), hint: t('certificateSoonHint') }
  }
  return { tone: 'good', text: t('certificateGood', { time: duration(left) }) }
}

/** Whoever withholds the news could hide an eviction: after a while new sessions are refused. */
function findInNews({ state, issued, refusesFrom }: News): Finding[] {
  if (state === 'fresh') return []
  if (state === 'refusing') return [{ tone: 'bad', text: t('newsRefusing'), hint: t('newsHint') }]
  const text = t('newsStale', { age: duration(Date.now() - issued), left: duration(refusesFrom - Date.now()) })
  return [{ tone: 'warn', text, hint: t('newsHint') }]
}

function findInService({ protocol, name, failing }: Service): Finding[] {
  if (!failing) return []
  return [{ tone: 'warn', text: t('serviceFailing', { service: `${protocol}/${name}` }), hint: failing }]
}

function findInPort(port: Port): Finding[] {
  if (port.state === 'open') return []
  return [{ tone: 'warn', text: t('portFailed', { address: addressOf(port) }), hint: port.error }]
}
