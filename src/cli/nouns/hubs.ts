/** Hubs of the mesh that this computer has a link to. */
import type { HubLink } from '../../api/types.ts'
import { formatDuration } from '../output.ts'
import { type Noun, notFound } from './noun.ts'

export const hubs: Noun<HubLink> = {
  list: async ({ agent, mesh }) => {
    const params = { mesh: await mesh() }
    return (await agent('GET /api/meshes/{mesh}/hubs', { params })).items
  },
  headings: ['HUB', 'STATE', 'FOR', 'ROUND TRIP', 'KEYS BY', 'PROBLEM'],
  row: (hub, now) => [
    hub.address,
    hub.state,
    formatDuration(now - hub.since),
    roundTripOf(hub),
    hub.keyExchange ?? '-',
    hub.error ?? '-',
  ],
  nothing: 'no hub is known',
  describe: async (scene, address) => {
    const value = (await hubs.list(scene)).find(hub => hub.address === address)
    if (!value) throw notFound('not-found', `this computer has no link to a hub ${address}`, 'hubs')
    return {
      value,
      facts: [
        ['hub', value.address],
        ['state', value.state],
        ['for', formatDuration(scene.now() - value.since)],
        ['round trip', roundTripOf(value)],
        ['keys by', value.keyExchange ?? '-'],
        ['problem', value.error ?? '-'],
      ],
    }
  },
}

function roundTripOf({ roundTrip }: HubLink): string {
  return roundTrip === undefined ? '-' : `${roundTrip} ms`
}
