/**
 * What the console knows of its agent: status, the chosen mesh, and that mesh's lists.
 *
 * Owns the signals and loads them; live.ts says when. Pages read them, and call `reload` after what they changed.
 */
import { batch, computed, type Signal, signal } from '@preact/signals'
import type { ChangeTopic } from '../../../src/api/agent.ts'
import type {
  AgentStatus,
  DirectorySummary,
  Endpoint,
  Mesh,
  Offer,
  Page,
  PingResult,
  Port,
  Service,
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

/** What is online, in numbers; undefined until a hub has said so. */
export const summary = signal<DirectorySummary | undefined>(undefined)
/** Everybody who is online, where a picture of them can be drawn; of a larger mesh the first thousand. */
export const endpoints = emptyList<Endpoint>()
/** What is offered, at most a thousand services: for suggestions and first steps. */
export const offers = emptyList<Offer>()
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
    for (const list of [endpoints, offers, services, ports]) list.value = { items: [], isLoaded: false }
    summary.value = undefined
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
      work.push(fill(offers, call('GET /api/meshes/{mesh}/offers', { params, query: { limit: pageSize } })))
    }
    if (wanted.includes('endpoints')) work.push(fill(endpoints, drawable(here.name)))
  }
  await Promise.all(work)
}

/** Others that a picture can show. */
export const mostDrawn = 2000

/** As large as a hub gives them. */
const pageSize = '1000'

/** All endpoints, or of too many those of one page. Keeps the numbers. */
async function drawable(name: string): Promise<Page<Endpoint>> {
  const params = { mesh: name }
  const numbers = await call('GET /api/meshes/{mesh}/summary', { params })
  if (mesh.value?.name === name) summary.value = numbers
  const ask = (query: Query) => call('GET /api/meshes/{mesh}/endpoints', { params, query })
  return numbers.endpoints - 1 <= mostDrawn ? await allPages(ask) : await ask({ limit: pageSize })
}

type Query = Record<string, string>

/** All pages of a list as one. */
async function allPages<Item>(ask: (query: Query) => Promise<Page<Item>>): Promise<Page<Item>> {
  const items: Item[] = []
  let after = ''
  do {
    const page = await ask({ limit: pageSize, after })
    items.push(...page.items)
    after = page.next ?? ''
  } while (after)
  return { items }
}

/** What a list of the directory depends on: asked again when one of it is another. */
export const directoryCauses = computed(() => [keyOf(mesh.value), summary.value?.mark])

/** Names of what is offered, as suggestions. */
export const offeredNames = computed(() => offers.value.items.map(({ protocol, name }) => `${protocol}/${name}`))

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
