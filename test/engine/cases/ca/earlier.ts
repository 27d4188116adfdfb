// Databases of earlier builds are brought up to date at the first start, with all that was in them; those of a later build are
// refused. The schemas here are copies of what those builds made, never to be changed.
import { createMeshState } from '../../../../src/agent/mesh-state.ts'
import { openStorage } from '../../../../src/agent/storage.ts'
import type { MeshState } from '../../../../src/api/state.ts'
import { createCA } from '../../../../src/ca/ca.ts'
import { openRecords } from '../../../../src/ca/records.ts'
import { signRequest } from '../../../../src/common/admin.ts'
import { toFault } from '../../../../src/common/errors.ts'
import type { Log } from '../../../../src/common/log.ts'
import { meshDigest } from '../../../../src/common/permit.ts'
import { createRoot, type Issuer, issueEndpoint } from '../../../../src/common/pki/issue.ts'
import { signText } from '../../../../src/common/signed-text.ts'
import { createVault } from '../../../../src/common/vault.ts'

const directory = os.env.ZTM_TEST_DIR ?? '.'
const vault = createVault({})
const silence = () => undefined
const log: Log = { debug: silence, info: silence, warn: silence, error: silence, topic: () => log }
const now = () => Date.now()
const day = 24 * 3600 * 1000
const member = { id: '11111111-2222-3333-4444-555555555555', user: 'root' }
const gone = '99999999-2222-3333-4444-555555555555'
const pemOf = (thing: { toPEM: () => Data }) => thing.toPEM().toString() ?? ''

/** A CA that could evict, and knew neither policy, nor labels, nor rotation. */
const schemaOfCA = `
  CREATE TABLE ca (mesh TEXT NOT NULL, key TEXT NOT NULL, certificate TEXT NOT NULL);
  CREATE TABLE tokens (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, secret TEXT NOT NULL, user TEXT NOT NULL,
    expires REAL NOT NULL, remaining REAL NOT NULL, uses REAL NOT NULL
  );
  CREATE TABLE endpoints (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, user TEXT NOT NULL,
    public_key TEXT NOT NULL, certificate TEXT NOT NULL, issued REAL NOT NULL, previous_key TEXT NOT NULL DEFAULT ''
  );
  CREATE TABLE hubs (id TEXT PRIMARY KEY, addresses TEXT NOT NULL, issued REAL NOT NULL);
  CREATE TABLE nonces (nonce TEXT PRIMARY KEY, until REAL NOT NULL);
  CREATE TABLE state (text TEXT NOT NULL, signature TEXT NOT NULL);
  PRAGMA user_version = 3;`

const schemaOfAgent = `
  CREATE TABLE meshes (
    name TEXT PRIMARY KEY, endpoint_id TEXT NOT NULL, endpoint_name TEXT NOT NULL, user TEXT NOT NULL,
    certificate TEXT NOT NULL, key TEXT NOT NULL, roots TEXT NOT NULL, hubs TEXT NOT NULL, issued REAL NOT NULL DEFAULT 0
  );
  CREATE TABLE services (
    mesh TEXT NOT NULL, protocol TEXT NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL,
    PRIMARY KEY (mesh, protocol, name)
  );
  CREATE TABLE ports (
    mesh TEXT NOT NULL, protocol TEXT NOT NULL, ip TEXT NOT NULL, port INTEGER NOT NULL,
    service TEXT NOT NULL, endpoint TEXT NOT NULL,
    PRIMARY KEY (mesh, protocol, ip, port)
  );
  CREATE TABLE states (mesh TEXT PRIMARY KEY, text TEXT NOT NULL, signature TEXT NOT NULL);
  PRAGMA user_version = 3;`

const fileOf = (role: 'ca' | 'agent') => os.path.join(directory, `${role}.db`)

function insert(db: SQLiteDatabase, table: string, values: SQLiteBindable[]): void {
  const statement = db.sql(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`)
  for (let i = 0; i < values.length; i++) statement.bind(i + 1, values[i])
  statement.exec()
}

function makeOldCA(root: Issuer, certificate: string, publicKey: string): SQLiteDatabase {
  const db = sqlite(fileOf('ca'))
  db.exec(schemaOfCA)
  insert(db, 'ca', ['old', pemOf(root.key), pemOf(root.certificate)])
  insert(db, 'tokens', ['t1', 'user', 'secret', 'alice', now() + day, 1, 2])
  insert(db, 'endpoints', [member.id, 'desk', member.user, publicKey, certificate, now() - day, ''])
  insert(db, 'hubs', ['h1', '["192.0.2.1:8888"]', now() - day])
  return db
}

function makeOldAgent(root: Issuer, certificate: string, key: PrivateKey): SQLiteDatabase {
  const db = sqlite(fileOf('agent'))
  db.exec(schemaOfAgent)
  const roots = pemOf(root.certificate)
  const hubs = '["192.0.2.1:8888"]'
  insert(db, 'meshes', ['home', member.id, 'desk', member.user, certificate, pemOf(key), roots, hubs, now() - day])
  insert(db, 'services', ['home', 'tcp', 'ssh', '127.0.0.1:22'])
  insert(db, 'ports', ['home', 'tcp', '127.0.0.1', 8022, 'ssh', ''])
  return db
}

async function openCA(key: PrivateKey): Promise<MeshState> {
  const records = openRecords(directory, vault)
  const ca = createCA({ records, log, now }, 'another')
  println(`the mesh: ${ca.mesh}, endpoints: ${records.countEndpoints()}`)
  const [endpoint] = records.listEndpoints()
  println(
    `of ${endpoint?.user}: labels ${JSON.stringify(endpoint?.labels)}, good until later: ${(endpoint?.notAfter ?? 0) > now()}`,
  )
  const { user, left, uses, labels, by } = records.findToken('t1') ?? {}
  println(JSON.stringify({ user, left, uses, labels, by }))
  println(`a rotation would wait for the hub: ${(records.listHubs()[0]?.notAfter ?? 0) > now()}`)
  const state = JSON.parse((await ca.watchState(7)).text) as MeshState
  const { version, evicted, policy, expires } = state
  println(
    `version ${version}, evicted ${evicted.length}, admins ${policy.groups.admins?.join()}, has a life: ${expires > now()}`,
  )
  const act = signRequest({ action: 'members' }, { endpoint: member.id, key: pemOf(key), now: now() })
  const { items } = (await ca.administer(act, { peer: member.id, from: '' })) as { items: { name: string }[] }
  println(`administered: ${items.map(one => one.name).join()}`)
  println(`of an issuer that is known: ${records.listEndpoints()[0]?.root === meshDigest(ca.roots()[0] ?? '')}`)
  return state
}

function openAgent(news: MeshState, root: Issuer): void {
  const storage = openStorage(directory, vault)
  const [stored] = storage.listMeshes()
  if (!stored) throw toFault('the membership is gone')
  println(`in ${stored.name} as ${stored.endpointName}, labels ${JSON.stringify(stored.labels)}`)
  println(JSON.stringify([...storage.listServices('home'), ...storage.listPorts('home')]))
  const keeper = createMeshState({ storage, stored, log, now, onEvicted: silence, onChange: silence })
  println(`version ${keeper.current()?.version}, ${keeper.news().state}, evicted still: ${keeper.isEvicted(gone)}`)
  println(`then version ${keeper.accept(signText(news, root.key))}, ${keeper.news().state}`)
  keeper.close()
}

function attempt(what: string, work: () => unknown): void {
  try {
    work()
    println(`${what}: done`)
  } catch (caught) {
    const { code, message, hint } = toFault(caught)
    println(`${what}: ${code}: ${message.split(directory).join('')}; ${hint}`)
  }
}

async function main(): Promise<void> {
  const root = createRoot('old')
  const key = new crypto.PrivateKey({ type: 'ed25519' })
  const publicKey = new crypto.PublicKey(key)
  const certificate = issueEndpoint(root, publicKey, member)
  const evicted = [{ id: gone, until: now() + day }]
  const old = { mesh: meshDigest(pemOf(root.certificate)), version: 7, issued: now() - day, evicted }
  const { text, signature } = signText(old, root.key)
  const [ca, agent] = [makeOldCA(root, certificate, pemOf(publicKey)), makeOldAgent(root, certificate, key)]
  insert(ca, 'state', [text, signature])
  insert(agent, 'states', ['home', text, signature])
  openAgent(await openCA(key), root)
  for (const db of [ca, agent]) db.exec('PRAGMA user_version = 99')
  attempt('a CA of a later build', () => openRecords(directory, vault))
  attempt('an agent of a later build', () => openStorage(directory, vault))
  pipy.exit(0)
}

main()
