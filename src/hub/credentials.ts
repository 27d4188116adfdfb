/**
 * The hub's own identity: its key, its id, its certificate, kept over restarts.
 *
 * Owns the database `hub.db`. The key is made here and never leaves. Which CA certifies it is handed in.
 */
import type { HubReply } from '../api/ca.ts'
import { holdsKey } from '../common/pki/pem.ts'
import { createIdentity, type Identity } from '../common/pki/tls.ts'
import { openStore, type Store } from '../common/store.ts'

/** A certificate that is good for less than this is replaced at the start, in milliseconds: a third of its life. */
const renewBelowMs = 10 * 24 * 3600 * 1000

/** The hub as its database knows it. */
export interface HubRecord {
  id: string
  /** PEM. */
  key: string
  certificate: string
  roots: string
  addresses: string[]
}

const migrations = [
  'CREATE TABLE hub (id TEXT NOT NULL, key TEXT NOT NULL, certificate TEXT NOT NULL, roots TEXT NOT NULL, addresses TEXT NOT NULL);',
]

/** Gets a certificate for the hub's key: from the CA, however it is reached. `before` is what the hub had. */
export type Certify = (publicKey: string, before: HubRecord | undefined) => Promise<HubReply>

export interface Credentials {
  identity: Identity
  record: HubRecord
}

/** The hub's identity for `addresses`, certified anew if they changed or the certificate runs out. Rejects as `certify`. */
export async function loadCredentials(
  directory: string,
  addresses: string[],
  certify: Certify,
  now: number,
): Promise<Credentials> {
  const store = openStore(os.path.join(directory, 'hub.db'), migrations)
  const before = find(store)
  const record = before && isGood(before, addresses, now) ? before : await renew(store, before, addresses, certify)
  return { identity: createIdentity(record), record }
}

function find(store: Store): HubRecord | undefined {
  const [row] = store.query('SELECT * FROM hub', [])
  if (!row) return undefined
  return {
    id: String(row.id),
    key: String(row.key),
    certificate: String(row.certificate),
    roots: String(row.roots),
    addresses: JSON.parse(String(row.addresses)) as string[],
  }
}

function isGood({ certificate, addresses }: HubRecord, wanted: string[], now: number): boolean {
  const notAfter = Number(new crypto.Certificate(certificate).notAfter)
  return addresses.join() === wanted.join() && notAfter - now > renewBelowMs
}

async function renew(
  store: Store,
  before: HubRecord | undefined,
  addresses: string[],
  certify: Certify,
): Promise<HubRecord> {
  const key = before?.key ?? new crypto.PrivateKey({ type: 'ed25519' }).toPEM().toString() ?? ''
  const publicKey = new crypto.PublicKey(new crypto.PrivateKey(key)).toPEM().toString() ?? ''
  const reply = await certify(publicKey, before)
  if (!holdsKey(reply.certificate, publicKey)) throw new Error('the CA certified another key than ours')
  const record = { id: reply.id, key, certificate: reply.certificate, roots: reply.roots.join('\n'), addresses }
  store.transaction(() => {
    store.run('DELETE FROM hub', [])
    store.run('INSERT INTO hub VALUES (?, ?, ?, ?, ?)', [
      record.id,
      key,
      record.certificate,
      record.roots,
      JSON.stringify(addresses),
    ])
  })
  return record
}
