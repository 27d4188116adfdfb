/**
 * What an agent remembers: memberships with their keys, published services, ports.
 *
 * Owns the database `agent.db` in the data directory (mode 0700). Every function returns only when what it wrote is on
 * disk; throws storage-failed otherwise.
 */
import type { SignedState } from '../api/state.ts'
import type { Port, Service } from '../api/types.ts'
import { openStore, type Row, type Store } from '../common/store.ts'
import { sealKeys, type Vault } from '../common/vault.ts'

/** A membership as it is stored. Never leaves through an API: it holds the private key. */
export interface StoredMesh {
  name: string
  endpointId: string
  endpointName: string
  user: string
  /** PEM. */
  certificate: string
  /** When the certificate was received, in milliseconds since 1970. */
  issued: number
  /** PEM (PKCS#8). */
  key: string
  /** PEM of all trusted roots. */
  roots: string
  /** `host:port` of the hubs. */
  hubs: string[]
  /** Labels of this endpoint, as the CA has recorded them. */
  labels: Record<string, string>
}

/** A port that is to be open. */
export type StoredPort = Omit<Port, 'state' | 'error'>

export interface Storage {
  listMeshes: () => StoredMesh[]
  /** Adds a membership or replaces the one of that name. */
  putMesh: (mesh: StoredMesh) => void
  /** Deletes a membership with its services and ports. */
  deleteMesh: (name: string) => void
  /** The newest mesh state that was accepted. */
  findState: (mesh: string) => SignedState | undefined
  putState: (mesh: string, state: SignedState) => void
  listServices: (mesh: string) => Service[]
  putService: (mesh: string, service: Service) => void
  /** True if there was one. */
  deleteService: (mesh: string, protocol: string, name: string) => boolean
  listPorts: (mesh: string) => StoredPort[]
  putPort: (mesh: string, port: StoredPort) => void
  /** True if there was one. */
  deletePort: (mesh: string, port: Pick<StoredPort, 'protocol' | 'ip' | 'port'>) => boolean
}

/** One text a version; the number of those applied is kept in the database. */
const migrations = [
  `CREATE TABLE meshes (
     name TEXT PRIMARY KEY, endpoint_id TEXT NOT NULL, endpoint_name TEXT NOT NULL, user TEXT NOT NULL,
     certificate TEXT NOT NULL, key TEXT NOT NULL, roots TEXT NOT NULL, hubs TEXT NOT NULL
   );
   CREATE TABLE services (
     mesh TEXT NOT NULL, protocol TEXT NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL,
     PRIMARY KEY (mesh, protocol, name)
   );
   CREATE TABLE ports (
     mesh TEXT NOT NULL, protocol TEXT NOT NULL, ip TEXT NOT NULL, port INTEGER NOT NULL,
     service TEXT NOT NULL, endpoint TEXT NOT NULL,
     PRIMARY KEY (mesh, protocol, ip, port)
   );`,
  'ALTER TABLE meshes ADD COLUMN issued REAL NOT NULL DEFAULT 0;',
  'CREATE TABLE states (mesh TEXT PRIMARY KEY, text TEXT NOT NULL, signature TEXT NOT NULL);',
  `ALTER TABLE meshes ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
   ALTER TABLE services ADD COLUMN users TEXT NOT NULL DEFAULT '';`,
  `ALTER TABLE services ADD COLUMN health_check TEXT NOT NULL DEFAULT '';
   ALTER TABLE ports ADD COLUMN sticky TEXT NOT NULL DEFAULT '';`,
  "ALTER TABLE ports ADD COLUMN speaks TEXT NOT NULL DEFAULT '';",
]

/** Opens, or makes, the database in `directory`; private keys are as the vault keeps them. Throws passphrase-wrong too. */
export function openStorage(directory: string, vault: Vault): Storage {
  const store = openStore(os.path.join(directory, 'agent.db'), migrations)
  sealKeys(store, vault, 'meshes')
  return { ...meshesIn(store, vault), ...servicesIn(store), ...portsIn(store) }
}

function meshesIn(
  store: Store,
  vault: Vault,
): Pick<Storage, 'listMeshes' | 'putMesh' | 'deleteMesh' | 'findState' | 'putState'> {
  return {
    listMeshes: () =>
      store
        .query('SELECT * FROM meshes ORDER BY name', [])
        .map(row => ({ ...meshOf(row), key: vault.open(String(row.key)) })),
    putMesh: m =>
      store.run('INSERT OR REPLACE INTO meshes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
        m.name,
        m.endpointId,
        m.endpointName,
        m.user,
        m.certificate,
        vault.seal(m.key),
        m.roots,
        JSON.stringify(m.hubs),
        m.issued,
        JSON.stringify(m.labels),
      ]),
    deleteMesh: name =>
      store.transaction(() => {
        store.run('DELETE FROM ports WHERE mesh = ?', [name])
        store.run('DELETE FROM services WHERE mesh = ?', [name])
        store.run('DELETE FROM states WHERE mesh = ?', [name])
        store.run('DELETE FROM meshes WHERE name = ?', [name])
      }),
    findState: mesh => {
      const [row] = store.query('SELECT * FROM states WHERE mesh = ?', [mesh])
      return row ? { text: String(row.text), signature: String(row.signature) } : undefined
    },
    putState: (mesh, { text, signature }) =>
      store.run('INSERT OR REPLACE INTO states VALUES (?, ?, ?)', [mesh, text, signature]),
  }
}

function meshOf(row: Row): StoredMesh {
  return {
    name: String(row.name),
    endpointId: String(row.endpoint_id),
    endpointName: String(row.endpoint_name),
    user: String(row.user),
    certificate: String(row.certificate),
    issued: Number(row.issued),
    key: String(row.key),
    roots: String(row.roots),
    hubs: JSON.parse(String(row.hubs)) as string[],
    labels: JSON.parse(String(row.labels)) as Record<string, string>,
  }
}

function servicesIn(store: Store): Pick<Storage, 'listServices' | 'putService' | 'deleteService'> {
  const where = 'mesh = ? AND protocol = ? AND name = ?'
  return {
    listServices: mesh =>
      store.query('SELECT * FROM services WHERE mesh = ? ORDER BY protocol, name', [mesh]).map(serviceOf),
    putService: (mesh, s) =>
      store.run('INSERT OR REPLACE INTO services VALUES (?, ?, ?, ?, ?, ?)', [
        mesh,
        s.protocol,
        s.name,
        s.target,
        s.users ? JSON.stringify(s.users) : '',
        s.check ?? '',
      ]),
    deleteService: (mesh, protocol, name) => {
      const found = store.query(`SELECT name FROM services WHERE ${where}`, [mesh, protocol, name]).length > 0
      store.run(`DELETE FROM services WHERE ${where}`, [mesh, protocol, name])
      return found
    },
  }
}

function serviceOf(row: Row): Service {
  const service: Service = {
    protocol: row.protocol === 'udp' ? 'udp' : 'tcp',
    name: String(row.name),
    target: String(row.target),
  }
  if (row.users) service.users = JSON.parse(String(row.users)) as string[]
  if (row.health_check) service.check = String(row.health_check)
  return service
}

function portsIn(store: Store): Pick<Storage, 'listPorts' | 'putPort' | 'deletePort'> {
  const where = 'mesh = ? AND protocol = ? AND ip = ? AND port = ?'
  return {
    listPorts: mesh => store.query('SELECT * FROM ports WHERE mesh = ? ORDER BY ip, port', [mesh]).map(portOf),
    putPort: (mesh, p) =>
      store.run('INSERT OR REPLACE INTO ports VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
        mesh,
        p.protocol,
        p.ip,
        p.port,
        p.service,
        p.endpoint ?? '',
        p.sticky ?? '',
        p.speaks ?? '',
      ]),
    deletePort: (mesh, { protocol, ip, port }) => {
      const found = store.query(`SELECT port FROM ports WHERE ${where}`, [mesh, protocol, ip, port]).length > 0
      store.run(`DELETE FROM ports WHERE ${where}`, [mesh, protocol, ip, port])
      return found
    },
  }
}

function portOf(row: Row): StoredPort {
  const port: StoredPort = {
    protocol: row.protocol === 'udp' ? 'udp' : 'tcp',
    ip: String(row.ip),
    port: Number(row.port),
    service: String(row.service),
  }
  if (row.endpoint) port.endpoint = String(row.endpoint)
  if (row.sticky) port.sticky = 'client-ip'
  if (row.speaks) port.speaks = 'http'
  return port
}
