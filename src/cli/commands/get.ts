/** `ztm get`: lists endpoints and services of the mesh that are online, and this endpoint's own services and ports. */
import type { Page } from '../../api/types.ts'
import { suggest } from '../../common/command/suggest.ts'
import { fault } from '../../common/errors.ts'
import { type Command, done, jsonOption, meshOption, type Scene } from '../command.ts'
import { formatDuration, printJson, printTable } from '../output.ts'

const kinds = ['endpoints', 'services', 'ports', 'members']

/** Items of one page; more pages are fetched as long as there are. */
const pageLimit = 1000

export const get: Command = {
  summary: "Lists what is online (endpoints, services), this computer's ports, or for admins all members.",
  words: 'endpoints|services|ports|members',
  count: [1, 1],
  complete: [kinds],
  options: { ...meshOption, ...jsonOption },
  prints: 'Endpoint[] | ServiceProvider[] | Port[] | Member[]',
  examples: ['ztm get services', 'ztm get endpoints --json'],
  run: async scene => {
    const kind = scene.given.words[0] ?? ''
    if (kind === 'endpoints') await getEndpoints(scene)
    else if (kind === 'services') await getServices(scene)
    else if (kind === 'ports') await getPorts(scene)
    else if (kind === 'members') await getMembers(scene)
    else throw fault('bad-request', `there is nothing named "${kind}" to get`, suggest(kind, kinds))
    return done()
  },
}

/** All pages of a list as one. */
async function all<Item>(fetch: (after: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = []
  let after: string | undefined
  do {
    const page = await fetch(after)
    items.push(...page.items)
    after = page.next
  } while (after)
  return items
}

async function getEndpoints({ given, agent, mesh, now }: Scene): Promise<void> {
  const params = { mesh: await mesh() }
  const items = await all(after =>
    agent('GET /api/meshes/{mesh}/endpoints', { params, query: { limit: pageLimit, after } }),
  )
  if (given.has('json')) return printJson(items)
  printTable(
    ['ENDPOINT', 'USER', 'ONLINE FOR', 'SERVICES', 'ID'],
    items.map(e => [e.name, e.user, formatDuration(now() - e.since), String(e.services.length), e.id]),
    'no endpoint is online',
  )
}

async function getServices({ given, agent, mesh }: Scene): Promise<void> {
  const params = { mesh: await mesh() }
  const items = await all(after =>
    agent('GET /api/meshes/{mesh}/services', { params, query: { limit: pageLimit, after } }),
  )
  if (given.has('json')) return printJson(items)
  printTable(
    ['SERVICE', 'ENDPOINT', 'USER'],
    items.map(s => [`${s.protocol}/${s.name}`, s.endpoint.name, s.endpoint.user]),
    'no service is online: ztm publish tcp/NAME HOST:PORT',
  )
}

async function getPorts({ given, agent, mesh }: Scene): Promise<void> {
  const params = { mesh: await mesh(), endpoint: 'self' }
  const { items } = await agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/ports', { params })
  if (given.has('json')) return printJson(items)
  printTable(
    ['PORT', 'SERVICE', 'STATE'],
    items.map(p => [
      `${p.ip}:${p.port}`,
      `${p.protocol}/${p.service}${p.endpoint ? `@${p.endpoint}` : ''}`,
      p.error ? `${p.state}: ${p.error}` : p.state,
    ]),
    'no port is open: ztm open PORT tcp/NAME',
  )
}

async function getMembers({ given, agent, mesh, now }: Scene): Promise<void> {
  const { items } = await agent('GET /api/meshes/{mesh}/members', { params: { mesh: await mesh() } })
  if (given.has('json')) return printJson(items)
  printTable(
    ['ENDPOINT', 'USER', 'CERTIFICATE', 'LABELS', 'ID'],
    items.map(m => [
      m.name,
      m.user,
      formatDuration(m.notAfter - now()),
      Object.entries(m.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
      m.id,
    ]),
    'nobody has joined yet',
  )
}
