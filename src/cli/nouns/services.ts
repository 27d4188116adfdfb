/** Services of the mesh that are online, one row per provider. */
import type { ServiceDescription } from '../../api/command-line.ts'
import type { ServiceProvider } from '../../api/types.ts'
import { allPages } from '../../common/pages.ts'
import type { Scene } from '../command.ts'
import { parseService } from '../service-name.ts'
import { listOf, type Noun, notFound, sortBy } from './noun.ts'

export const services: Noun<ServiceProvider> = {
  list: async ({ agent, mesh }) => {
    const params = { mesh: await mesh() }
    const items = await allPages(query => agent('GET /api/meshes/{mesh}/services', { params, query: { ...query } }))
    return sortBy(items, ({ protocol, name, endpoint }) => `${protocol}/${name} ${endpoint.name}`)
  },
  headings: ['SERVICE', 'ENDPOINT', 'USER'],
  row: s => [`${s.protocol}/${s.name}`, s.endpoint.name, s.endpoint.user],
  nothing: 'no service is online: ztm publish tcp/NAME HOST:PORT',
  describe: async (scene, name) => {
    const value = await describe(scene, name)
    const { own, providers, ports } = value
    const facts: [string, string][] = [
      ['service', `${value.protocol}/${value.name}`],
      ['providers', listOf(providers.map(p => `${p.endpoint.name} of ${p.endpoint.user}`))],
      ['ports here', listOf(ports.map(p => `${p.ip}:${p.port}${p.endpoint ? ` (only ${p.endpoint})` : ''}`))],
    ]
    if (own) {
      facts.push(['published here', `it leads to ${own.target}`])
      facts.push([
        'offered to',
        own.users ? `of those whom the policy lets in, ${own.users.join(', ')}` : 'all whom the policy lets in',
      ])
    }
    return { value, facts }
  },
}

async function describe(scene: Scene, text: string): Promise<ServiceDescription> {
  const { protocol, name } = parseService(text)
  const params = { mesh: await scene.mesh(), endpoint: 'self' }
  const providers = (await services.list(scene)).filter(s => s.protocol === protocol && s.name === name)
  const published = await scene.agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/services', { params })
  const opened = await scene.agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/ports', { params })
  const own = published.items.find(s => s.protocol === protocol && s.name === name)
  if (providers.length === 0 && !own) {
    throw notFound('no-such-service', `nobody who is online publishes ${protocol}/${name}`, 'services')
  }
  const ports = opened.items.filter(port => port.protocol === protocol && port.service === name)
  return own ? { protocol, name, providers, own, ports } : { protocol, name, providers, ports }
}
