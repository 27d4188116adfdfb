/** Endpoints of the mesh that are online. */
import type { EndpointDescription } from '../../api/command-line.ts'
import type { Endpoint } from '../../api/types.ts'
import { toFault } from '../../common/errors.ts'
import { allPages } from '../../common/pages.ts'
import type { Scene } from '../command.ts'
import { formatDuration } from '../output.ts'
import { listOf, type Noun, sortBy } from './noun.ts'

export const endpoints: Noun<Endpoint> = {
  list: scene => listOnline(scene),
  headings: ['ENDPOINT', 'USER', 'ONLINE FOR', 'SERVICES', 'ID'],
  row: (e, now) => [e.name, e.user, formatDuration(now - e.since), String(e.services.length), e.id],
  nothing: 'no endpoint is online',
  describe: async (scene, name) => {
    const value = await describe(scene, name)
    const services = value.services.map(service => `${service.protocol}/${service.name}`)
    return {
      value,
      facts: [
        ['endpoint', value.isSelf ? `${value.name} (this computer)` : value.name],
        ['id', value.id],
        ['user', value.user],
        ['online for', formatDuration(scene.now() - value.since)],
        ['address', `${value.address} as the hub sees it`],
        ['version', value.version],
        ['services', listOf(services)],
        ['ping', value.ping ? `${value.ping.roundTrip} ms by ${value.ping.path}` : (value.pingError ?? '-')],
      ],
    }
  },
}

/** All that are online, or those of one user. */
export async function listOnline({ agent, mesh }: Scene, having: { user?: string } = {}): Promise<Endpoint[]> {
  const params = { mesh: await mesh() }
  const items = await allPages(page =>
    agent('GET /api/meshes/{mesh}/endpoints', { params, query: { ...having, ...page } }),
  )
  return sortBy(items, endpoint => endpoint.name)
}

async function describe({ agent, mesh }: Scene, endpoint: string): Promise<EndpointDescription> {
  const params = { mesh: await mesh(), endpoint }
  const found = await agent('GET /api/meshes/{mesh}/endpoints/{endpoint}', { params })
  const own = (await agent('GET /api/meshes/{mesh}', { params })).endpoint
  const description: EndpointDescription = { ...found, isSelf: found.id === own.id }
  if (description.isSelf || found.user !== own.user) return description
  try {
    description.ping = await agent('GET /api/meshes/{mesh}/ping/{endpoint}', { params })
  } catch (caught) {
    description.pingError = toFault(caught).code
  }
  return description
}
