/**
 * What the CA remembers: its roots, tokens of permits, whom it certified, nonces it has seen, who did what.
 *
 * Owns the database `ca.db` in the data directory, and the list of members as it was read last. Throws storage-failed.
 */
import type { Member, SignedState } from '../api/state.ts'
import { notAfterOf } from '../common/pki/renewal.ts'
import { openStore, type Row, type Store } from '../common/store.ts'
import { sealKeys, type Vault } from '../common/vault.ts'
import { type AuditRecords, auditIn } from './record-audit.ts'
import { type RootRecords, rootsIn } from './record-roots.ts'
import { type Labels, type TokenRecords, tokensIn } from './record-tokens.ts'

/** How long a certificate is good, and by which root. */
export interface Issued {
  /** Digest of the root that issued it. */
  root: string
  /** Milliseconds since 1970. */
  notAfter: number
}

export interface HubRecord extends Issued {
  id: string
  /** `host:port` of every address that agents dial. */
  addresses: string[]
}

export interface EndpointRecord extends Issued {
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
  `ALTER TABLE tokens ADD COLUMN created REAL NOT NULL DEFAULT 0;
   ALTER TABLE tokens ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
   ALTER TABLE endpoints ADD COLUMN root TEXT NOT NULL DEFAULT '';
   ALTER TABLE endpoints ADD COLUMN not_after REAL NOT NULL DEFAULT 0;
   ALTER TABLE hubs ADD COLUMN root TEXT NOT NULL DEFAULT '';
   ALTER TABLE hubs ADD COLUMN not_after REAL NOT NULL DEFAULT 0;
   CREATE TABLE audit (
     id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, user TEXT NOT NULL, endpoint TEXT NOT NULL,
     action TEXT NOT NULL, target TEXT NOT NULL, outcome TEXT NOT NULL, source TEXT NOT NULL
   );`,
  // Hubs of earlier builds were certified for 30 days: a rotation has to wait for them.
  'UPDATE hubs SET not_after = issued + 2592000000 WHERE not_after = 0;',
]

export interface Records extends TokenRecords, MemberRecords, AuditRecords, RootRecords {
  transaction: Store['transaction']
  /** The mesh state that was signed last. */
  findState: () => SignedState | undefined
  putState: (state: SignedState) => void
  /** Notes a nonce until `until`; false if it was seen before. Forgets those whose time is over. */
  noteNonce: (nonce: string, until: number, now: number) => boolean
}

export interface MemberRecords {
  putEndpoint: (endpoint: EndpointRecord, now: number) => void
  dropPreviousKey: (id: string) => void
  findEndpoint: (id: string) => EndpointRecord | undefined
  /** By its public key, as it was sent (PEM). */
  findEndpointOf: (publicKey: string) => EndpointRecord | undefined
  listEndpoints: () => EndpointRecord[]
  /**
   * What administrators are told of them. Kept until one of them changes: ten thousand take 250 ms to read on Pipy, and an
   * administrator who searches asks with every few letters. Not to be called between a change and the end of its transaction.
   */
  listMembers: () => Member[]
  deleteEndpoint: (id: string) => void
  countEndpoints: () => number
  countEndpointsOf: (user: string) => number
  putHub: (hub: HubRecord, now: number) => void
  /** The one that was certified last comes first. */
  listHubs: () => HubRecord[]
  /** Earlier builds had one root, and did not record that it was the issuer. */
  nameIssuer: (root: string) => void
}

/** Opens, or makes, the database in `directory`; private keys are as the vault keeps them. Throws passphrase-wrong too. */
export function openRecords(directory: string, vault: Vault): Records {
  const store = openStore(os.path.join(directory, 'ca.db'), migrations)
  sealKeys(store, vault, 'ca')
  return {
    transaction: store.transaction,
    ...rootsIn(store, vault),
    ...tokensIn(store),
    ...membersIn(store),
    ...auditIn(store),
    findState: () => {
      const [row] = store.query('SELECT * FROM state', [])
      return row ? { text: String(row.text), signature: String(row.signature) } : undefined
    },
    putState: state => {
      store.run('DELETE FROM state', [])
      store.run('INSERT INTO state VALUES (?, ?)', [state.text, state.signature])
    },
    noteNonce: (nonce, until, now) => {
      store.run('DELETE FROM nonces WHERE until < ?', [now])
      if (store.query('SELECT nonce FROM nonces WHERE nonce = ?', [nonce]).length > 0) return false
      store.run('INSERT INTO nonces VALUES (?, ?)', [nonce, until])
      return true
    },
  }
}

/** Earlier builds recorded no end: it is in the certificate. */
const selectMembers = `SELECT id, name, user, labels, not_after, CASE not_after WHEN 0 THEN certificate END AS certificate
  FROM endpoints`

function membersIn(store: Store): MemberRecords {
  let members: Member[] | undefined
  return {
    putEndpoint: (e, now) => {
      members = undefined
      store.run('INSERT OR REPLACE INTO endpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
        e.id,
        e.name,
        e.user,
        e.publicKey,
        e.certificate,
        now,
        e.previousKey,
        JSON.stringify(e.labels),
        e.root,
        e.notAfter,
      ])
    },
    dropPreviousKey: id => store.run("UPDATE endpoints SET previous_key = '' WHERE id = ?", [id]),
    findEndpoint: id => store.query('SELECT * FROM endpoints WHERE id = ?', [id]).map(endpointOf)[0],
    findEndpointOf: publicKey =>
      store.query('SELECT * FROM endpoints WHERE public_key = ?', [publicKey]).map(endpointOf)[0],
    listMembers: () => {
      members ??= store.query(selectMembers, []).map(memberOf)
      return members
    },
    listEndpoints: () => store.query('SELECT * FROM endpoints ORDER BY issued', []).map(endpointOf),
    deleteEndpoint: id => {
      members = undefined
      store.run('DELETE FROM endpoints WHERE id = ?', [id])
    },
    countEndpoints: () => Number(store.query('SELECT count(*) AS n FROM endpoints', [])[0]?.n ?? 0),
    countEndpointsOf: user =>
      Number(store.query('SELECT count(*) AS n FROM endpoints WHERE user = ?', [user])[0]?.n ?? 0),
    putHub: (hub, now) =>
      store.run('INSERT OR REPLACE INTO hubs VALUES (?, ?, ?, ?, ?)', [
        hub.id,
        JSON.stringify(hub.addresses),
        now,
        hub.root,
        hub.notAfter,
      ]),
    listHubs: () => store.query('SELECT * FROM hubs ORDER BY issued DESC', []).map(hubOf),
    nameIssuer: root => {
      for (const table of ['endpoints', 'hubs']) store.run(`UPDATE ${table} SET root = ? WHERE root = ''`, [root])
    },
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
    root: String(row.root),
    notAfter: Number(row.not_after) || notAfterOf(String(row.certificate)),
  }
}

function memberOf(row: Row): Member {
  return {
    id: String(row.id),
    name: String(row.name),
    user: String(row.user),
    labels: JSON.parse(String(row.labels)) as Labels,
    notAfter: Number(row.not_after) || notAfterOf(String(row.certificate)),
  }
}

function hubOf(row: Row): HubRecord {
  return {
    id: String(row.id),
    addresses: JSON.parse(String(row.addresses)) as string[],
    root: String(row.root),
    notAfter: Number(row.not_after),
  }
}
