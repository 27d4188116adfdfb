/** Services that one endpoint publishes, with their targets: what only those see who may change it. */
import type { Service } from '../../api/types.ts'
import { placeOf } from '../command.ts'
import { listOf, type Noun, notFound, sortBy } from './noun.ts'

export const published: Noun<Service> = {
  list: async ({ given, agent, mesh }) => {
    const params = { mesh: await mesh(), endpoint: placeOf(given).endpoint }
    const { items } = await agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/services', { params })
    return sortBy(items, nameOf)
  },
  headings: ['SERVICE', 'TARGET', 'OFFERED TO', 'STATE'],
  row: service => [nameOf(service), service.target, service.users ? listOf(service.users) : '-', stateOf(service)],
  nothing: 'it publishes nothing: ztm publish tcp/NAME HOST:PORT --endpoint NAME',
  describe: async (scene, name) => {
    const value = (await published.list(scene)).find(service => nameOf(service) === name)
    if (!value) throw notFound('no-such-service', `it does not publish ${name}`, 'services')
    const facts: [string, string][] = [
      ['service', nameOf(value)],
      ['target', value.target],
      ['offered to', value.users ? listOf(value.users) : 'all whom the policy lets in'],
      ['state', stateOf(value)],
    ]
    return { value, facts }
  },
}

const nameOf = ({ protocol, name }: Service): string => `${protocol}/${name}`

const stateOf = ({ failing }: Service): string => (failing ? `withdrawn: ${failing}` : 'published')
