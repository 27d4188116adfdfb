/**
 * Changes of what an endpoint publishes and opens: stored first, then in effect, then told to the hubs.
 *
 * Owns nothing. Who may change is decided before.
 */
import type { Service } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import type { Administered } from './administered.ts'
import type { Ports } from './ports.ts'
import type { Storage, StoredMesh } from './storage.ts'

export interface ChangeComponents {
  storage: Storage
  stored: StoredMesh
  ports: Ports
  /** Other services are published now. */
  onServices: (services: Service[]) => Promise<void>
}

type Changes = Pick<Administered, 'publish' | 'unpublish' | 'openPort' | 'closePort'>

/** A port that cannot be opened is not kept. Errors: no-such-service, no-such-port, and those of ports.ts. */
export function createChanges({ storage, stored, ports, onServices }: ChangeComponents): Changes {
  const mesh = stored.name
  const tell = () => onServices(storage.listServices(mesh))
  return {
    publish: async service => {
      storage.putService(mesh, service)
      await tell()
    },
    unpublish: async (protocol, name) => {
      if (!storage.deleteService(mesh, protocol, name)) {
        throw fault('no-such-service', `this endpoint does not publish ${protocol}/${name}`, 'ztm get services')
      }
      await tell()
    },
    openPort: port => {
      storage.putPort(mesh, port)
      try {
        return ports.open(port)
      } catch (caught) {
        storage.deletePort(mesh, port)
        throw caught
      }
    },
    closePort: (protocol, ip, port) => {
      if (!storage.deletePort(mesh, { protocol, ip, port })) {
        throw fault(
          'no-such-port',
          `the ${protocol} port ${ip}:${port} is not open`,
          'ztm get ports lists those that are.',
        )
      }
      ports.close(protocol, ip, port)
    },
  }
}
