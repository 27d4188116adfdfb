/**
 * What the CA remembers: its key, tokens of permits, whom it certified, nonces it has seen.
 *
 * Owns the database `ca.db` in the data directory. Throws storage-failed.
 */
import type { SignedState } from '../api/state.ts'
import { openStore, type Row, type Store } from '../common/store.ts'

/** A token: the CA's half of a permit. */
export interface Token {
  id: string
  /** `user` enrols endpoints, `hub` enrols hubs. */
  kind: 'user' | 'hub'
  secret: string
  user: string
  /** Milliseconds since 1970. */
  expires: number
  /** How many it may still enrol. */
  left: number
  /** How many it could enrol when it was made. */
  uses: number
  labels: Labels
}

/** What the inviter says of an endpoint, for the policy. */
export type Labels = Record<string, string>

export interface CARecord {
  mesh: string
  /** PEM. */
  key: string
  certificate: string
}

export interface HubRecord {
  id: string
  /** `host:port` of every address that agents dial. */
  addresses: string[]
}

export interface EndpointRecord {
  id: string
  name: string
  user: string
  /** PEM of both. */
  publicKey: string
  certificate: string
  /** PEM of the key before it, until the new one has signed something; '' then. */
  previousKey: string
  labels: Labels
}

const migrations = [
  `CREATE TABLE ca (mesh TEXT NOT NULL, key TEXT NOT NULL, certificate TEXT NOT NULL);
   CREATE TABLE tokens (
     id TEXT PRIMARY KEY, kind TEXT NOT NULL, secret TEXT NOT NULL, user TEXT NOT NULL,
     expires REAL NOT NULL, remaining REAL NOT NULL, uses REAL NOT NULL
   );
   CREATE TABLE endpoints (
     id TEXT PRIMARY KEY, name TEXT NOT NULL, user TEXT NOT NULL,
     public_key TEXT NOT NULL, certificate TEXT NOT NULL, issued REAL NOT NULL
   );
   CREATE TABLE hubs (id TEXT PRIMARY KEY, addresses TEXT NOT NULL, issued REAL NOT NULL);
   CREATE TABLE nonces (nonce TEXT PRIMARY KEY, until REAL NOT NULL);`,
  "ALTER TABLE endpoints ADD COLUMN previous_key TEXT NOT NULL DEFAULT '';",
  'CREATE TABLE state (text TEXT NOT NULL, signature TEXT NOT NULL);',
  `ALTER TABLE tokens ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
   ALTER TABLE endpoints ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';`,
]

export interface Records {
  transaction: Store['transaction']
  findCA: () => CARecord | undefined
  putCA: (ca: CARecord) => void
  findToken: (id: string) => Token | undefined
  putToken: (token: Token) => void
  /** Takes one use away. */
  useToken: (id: string) => void
  /** An unused token of that kind and user that is still good. */
  findTokenOf: (kind: Token['kind'], user: string, now: number) => Token | undefined
  /** True if there is a permit of the user that was never used up. */
  hasTokensOf: (user: string) => boolean
  deleteTokensOf: (user: string) => void
  /** The mesh state that was signed last. */
  findState: () => SignedState | undefined
  putState: (state: SignedState) => void
  putEndpoint: (endpoint: EndpointRecord, now: number) => void
  dropPreviousKey: (id: string) => void
  findEndpoint: (id: string) => EndpointRecord | undefined
  listEndpoints: () => EndpointRecord[]
  deleteEndpoint: (id: string) => void
  countEndpoints: () => number
  countEndpointsOf: (user: string) => number
  putHub: (hub: HubRecord, now: number) => void
  listHubs: () => HubRecord[]
  /** Notes a nonce until `until`; false if it was seen before. Forgets those whose time is over. */
  noteNonce: (nonce: string, until: number, now: number) => boolean
}

export function openRecords(directory: string): Records {
  const store = openStore(os.path.join(directory, 'ca.db'), migrations)
  return {
    transaction: store.transaction,
    findCA: () =>
      firstOf(store.query('SELECT * FROM ca', []), row => ({
        mesh: String(row.mesh),
        key: String(row.key),
        certificate: String(row.certificate),
      })),
    putCA: ca => store.run('INSERT INTO ca VALUES (?, ?, ?)', [ca.mesh, ca.key, ca.certificate]),
    ...tokensIn(store),
    ...membersIn(store),
    ...stateIn(store),
    noteNonce: (nonce, until, now) => {
      store.run('DELETE FROM nonces WHERE until < ?', [now])
      if (store.query('SELECT nonce FROM nonces WHERE nonce = ?', [nonce]).length > 0) return false
      store.run('INSERT INTO nonces VALUES (?, ?)', [nonce, until])
      return true
    },
  }
}

function stateIn(store: Store): Pick<Records, 'findState' | 'putState'> {
  return {
    findState: () =>
      firstOf(store.query('SELECT * FROM state', []), row => ({
        text: String(row.text),
        signature: String(row.signature),
      })),
    putState: state => {
      store.run('DELETE FROM state', [])
      store.run('INSERT INTO state VALUES (?, ?)', [state.text, state.signature])
    },
  }
}

type TokenRecords = Pick<
  Records,
  'findToken' | 'putToken' | 'useToken' | 'findTokenOf' | 'hasTokensOf' | 'deleteTokensOf'
>

function tokensIn(store: Store): TokenRecords {
  return {
    hasTokensOf: user =>
      store.query("SELECT id FROM tokens WHERE kind = 'user' AND user = ? AND remaining > 0", [user]).length > 0,
    deleteTokensOf: user => store.run("DELETE FROM tokens WHERE kind = 'user' AND user = ?", [user]),
    findToken: id => firstOf(store.query('SELECT * FROM tokens WHERE id = ?', [id]), tokenOf),
    putToken: t =>
      store.run('INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
        t.id,
        t.kind,
        t.secret,
        t.user,
        t.expires,
        t.left,
        t.uses,
        JSON.stringify(t.labels),
      ]),
    useToken: id => store.run('UPDATE tokens SET remaining = remaining - 1 WHERE id = ?', [id]),
    findTokenOf: (kind, user, now) =>
      firstOf(
        store.query('SELECT * FROM tokens WHERE kind = ? AND user = ? AND expires > ? AND remaining > 0', [
          kind,
          user,
          now,
        ]),
        tokenOf,
      ),
  }
}

type MemberRecords = Pick<
  Records,
  | 'putEndpoint'
  | 'dropPreviousKey'
  | 'findEndpoint'
  | 'listEndpoints'
  | 'deleteEndpoint'
  | 'countEndpoints'
  | 'countEndpointsOf'
  | 'putHub'
  | 'listHubs'
>

function membersIn(store: Store): MemberRecords {
  return {
    putEndpoint: (e, now) =>
      store.run('INSERT OR REPLACE INTO endpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
        e.id,
        e.name,
        e.user,
        e.publicKey,
        e.certificate,
        now,
        e.previousKey,
        JSON.stringify(e.labels),
      ]),
    dropPreviousKey: id => store.run("UPDATE endpoints SET previous_key = '' WHERE id = ?", [id]),
    findEndpoint: id => firstOf(store.query('SELECT * FROM endpoints WHERE id = ?', [id]), endpointOf),
    listEndpoints: () => store.query('SELECT * FROM endpoints ORDER BY issued', []).map(endpointOf),
    deleteEndpoint: id => store.run('DELETE FROM endpoints WHERE id = ?', [id]),
    countEndpoints: () => Number(store.query('SELECT count(*) AS n FROM endpoints', [])[0]?.n ?? 0),
    countEndpointsOf: user =>
      Number(store.query('SELECT count(*) AS n FROM endpoints WHERE user = ?', [user])[0]?.n ?? 0),
    putHub: (hub, now) =>
      store.run('INSERT OR REPLACE INTO hubs VALUES (?, ?, ?)', [hub.id, JSON.stringify(hub.addresses), now]),
    listHubs: () =>
      store
        .query('SELECT * FROM hubs ORDER BY issued DESC', [])
        .map(row => ({ id: String(row.id), addresses: JSON.parse(String(row.addresses)) as string[] })),
  }
}

function endpointOf(row: Row): EndpointRecord {
  return {
    id: String(row.id),
    name: String(row.name),
    user: String(row.user),
    publicKey: String(row.public_key),
    certificate: String(row.certificate),
    previousKey: String(row.previous_key),
    labels: JSON.parse(String(row.labels)) as Labels,
  }
}

function tokenOf(row: Row): Token {
  return {
    id: String(row.id),
    kind: row.kind === 'hub' ? 'hub' : 'user',
    secret: String(row.secret),
    user: String(row.user),
    expires: Number(row.expires),
    left: Number(row.remaining),
    uses: Number(row.uses),
    labels: JSON.parse(String(row.labels)) as Labels,
  }
}

function firstOf<T>(rows: Row[], make: (row: Row) => T): T | undefined {
  const [first] = rows
  return first ? make(first) : undefined
}
