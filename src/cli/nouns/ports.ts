/** Ports of this computer, or of another by --endpoint. */
import type { Port } from '../../api/types.ts'
import { placeOf } from '../command.ts'
import { parseListenAddress } from '../service-name.ts'
import { type Noun, notFound } from './noun.ts'

export const ports: Noun<Port> = {
  list: async ({ given, agent, mesh }) => {
    const params = { mesh: await mesh(), endpoint: placeOf(given).endpoint }
    return (await agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/ports', { params })).items
  },
  headings: ['PORT', 'SERVICE', 'STATE'],
  row: port => [`${port.ip}:${port.port}`, serviceOf(port), stateOf(port)],
  nothing: 'no port is open: ztm open PORT tcp/NAME',
  describe: async (scene, text) => {
    const { ip, port } = parseListenAddress(text)
    const value = (await ports.list(scene)).find(one => one.ip === ip && String(one.port) === port)
    if (!value) throw notFound('no-such-port', `the port ${ip}:${port} is not open`, 'ports')
    return {
      value,
      facts: [
        ['port', `${value.ip}:${value.port}`],
        ['protocol', value.protocol],
        ['service', `${value.protocol}/${value.service}`],
        ['endpoint', value.endpoint ?? 'any that publishes it'],
        ['state', stateOf(value)],
      ],
    }
  },
}

function serviceOf({ protocol, service, endpoint }: Port): string {
  return `${protocol}/${service}${endpoint ? `@${endpoint}` : ''}`
}

function stateOf({ state, error }: Port): string {
  return error ? `${state}: ${error}` : state
}
