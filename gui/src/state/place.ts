/**
 * An endpoint whose services and ports a page shows and changes: this computer, which the agent's events keep up to date, or
 * another one, which is asked, and decides itself whether it may be changed from here.
 *
 * Owns the last answers of another one, for the life of the component that asks.
 */
import type { Port, Service } from '../../../src/api/types.ts'
import { type List, mesh, ports, reload, services, summary } from './agent.ts'
import { call } from './client.ts'
import { listOf, useReply } from './reply.ts'

export interface Place {
  /** As the API's paths name it: `self`, or an id. */
  endpoint: string
  services: List<Service>
  ports: List<Port>
  /** To be called after a change; ends when the lists are new. */
  refresh: () => Promise<void>
}

/** This computer. */
export function useOwnPlace(): Place {
  return {
    endpoint: 'self',
    services: services.value,
    ports: ports.value,
    refresh: () => reload(['services', 'ports', 'endpoints']),
  }
}

/** Another one, by its id; asked again when the directory has changed. */
export function useOtherPlace(endpoint: string): Place {
  const params = { mesh: mesh.value?.name ?? '', endpoint }
  const causes = [params.mesh, endpoint, summary.value?.mark]
  const published = useReply(() => call('GET /api/meshes/{mesh}/endpoints/{endpoint}/services', { params }), causes)
  const opened = useReply(() => call('GET /api/meshes/{mesh}/endpoints/{endpoint}/ports', { params }), causes)
  return {
    endpoint,
    services: listOf(published),
    ports: listOf(opened),
    refresh: async () => {
      await Promise.all([published.refresh(), opened.refresh()])
    },
  }
}
