/**
 * What the console knows of its agent: status, the chosen mesh, and that mesh's lists.
 *
 * Owns the signals and loads them; live.ts says when. Pages read them, and call `reload` after what they changed.
 */
import { batch, computed, type Signal, signal } from '@preact/signals'
import type { ChangeTopic } from '../../../src/api/agent.ts'
import type {
  AgentStatus,
  Endpoint,
  Mesh,
  Page,
  PingResult,
  Port,
  Service,
  ServiceProvider,
} from '../../../src/api/types.ts'
import { call, type Problem, toProblem } from './client.ts'

/** A list with what happened when it was last asked for. */
export interface List<Item> {
  items: Item[]
  isLoaded: boolean
  problem?: Problem
}

function emptyList<Item>(): Signal<List<Item>> {
  return signal<List<Item>>({ items: [], isLoaded: false })
}

export const status = signal<AgentStatus | null>(null)

const chosen = signal('')

/** The mesh that pages are about: the chosen one, else the first. */
export const mesh = computed(() => {
  const meshes = status.value?.meshes ?? []
  return meshes.find(one => one.name === chosen.value) ?? meshes[0]
})

export const endpoints = emptyList<Endpoint>()
/** Of all endpoints that are online, as the directory lists them. */
export const providers = emptyList<ServiceProvider>()
/** Those that this computer publishes. */
export const services = emptyList<Service>()
export const ports = emptyList<Port>()
/** The last answer of each endpoint that was pinged, by its id. */
export const pings = signal<Record<string, PingResult>>({})

/** Rises when streams begin, end or carry something: whoever shows activity asks for it again. */
export const activityMark = signal(0)

/** Rises when the agent has taken samples of traffic and round trips. */
export const statsMark = signal(0)

export const allTopics: readonly ChangeTopic[] = ['status', 'endpoints', 'services', 'ports', 'activity', 'stats']

export function chooseMesh(name: string): void {
  batch(() => {
    chosen.value = name
    for (const list of [endpoints, providers, services, ports]) list.value = { items: [], isLoaded: false }
    pings.value = {}
  })
  reload(allTopics)
}

/**
 * Asks for what is named, all at once; for the directory only while a hub is connected. Rejects with a Problem only when the
 * agent itself does not answer.
 */
export async function reload(topics: readonly ChangeTopic[]): Promise<void> {
  const before = keyOf(mesh.value)
  if (topics.includes('status') || !status.value) status.value = await call('GET /api/status', {})
  const here = mesh.value
  if (topics.includes('activity')) activityMark.value++
  if (topics.includes('stats')) statsMark.value++
  if (!here) return
  const wanted = keyOf(here) === before ? topics : allTopics
  const params = { mesh: here.name, endpoint: 'self' }
  const fill = <Item>(list: Signal<List<Item>>, reply: Promise<Page<Item>>) => load(list, here.name, reply)
  const work: Promise<void>[] = []
  if (wanted.includes('ports')) {
    work.push(fill(ports, call('GET /api/meshes/{mesh}/endpoints/{endpoint}/ports', { params })))
  }
  if (wanted.includes('services')) {
    work.push(fill(services, call('GET /api/meshes/{mesh}/endpoints/{endpoint}/services', { params })))
  }
  if (here.state === 'connected') {
    if (wanted.includes('services')) {
      const ask = (query: Query) => call('GET /api/meshes/{mesh}/services', { params, query })
      work.push(fill(providers, whole(ask)))
    }
    if (wanted.includes('endpoints')) {
      const ask = (query: Query) => call('GET /api/meshes/{mesh}/endpoints', { params, query })
      work.push(fill(endpoints, whole(ask)))
    }
  }
  await Promise.all(work)
}

type Query = Record<string, string>

/** The directory of a mesh of ten thousand, in pages as large as a hub gives them. */
const mostItems = 10_000
const pageSize = '1000'

/** All pages of a list as one. */
async function whole<Item>(ask: (query: Query) => Promise<Page<Item>>): Promise<Page<Item>> {
  const items: Item[] = []
  let after = ''
  do {
    const page = await ask({ limit: pageSize, after })
    items.push(...page.items)
    after = page.next ?? ''
  } while (after && items.length < mostItems)
  return { items }
}

/** When it changes, all that is known of the mesh is of yesterday. */
function keyOf(here: Mesh | undefined): string {
  return here ? `${here.name} ${here.endpoint.id} ${here.state}` : ''
}

/** Puts a reply into its list, unless another mesh was chosen meanwhile. What was there stays beside a problem. */
async function load<Item>(list: Signal<List<Item>>, name: string, reply: Promise<Page<Item>>): Promise<void> {
  let next: List<Item>
  try {
    next = { items: (await reply).items, isLoaded: true }
  } catch (caught) {
    next = { items: list.value.items, isLoaded: true, problem: toProblem(caught) }
  }
  if (mesh.value?.name === name) list.value = next
}
