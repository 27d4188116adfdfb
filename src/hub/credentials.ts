/**
 * The hub's own identity: its key, its id, its certificate, kept over restarts and renewed in time.
 *
 * Owns the database `hub.db`. The key is made here and never leaves. Which CA certifies it is handed in.
 */
import type { HubReply } from '../api/ca.ts'
import { fault } from '../common/errors.ts'
import { createKey } from '../common/pki/key-type.ts'
import { holdsKey, keyTypeOf, splitCertificates } from '../common/pki/pem.ts'
import { isRenewalDue, type Life, notAfterOf } from '../common/pki/renewal.ts'
import { certificateOf, createIdentity, type Identity, trust } from '../common/pki/tls.ts'
import { openStore, type Store } from '../common/store.ts'
import { sealKeys, type Vault } from '../common/vault.ts'

/** The hub as its database knows it. */
export interface HubRecord {
  id: string
  /** PEM. */
  key: string
  certificate: string
  roots: string
  addresses: string[]
  /** When the certificate was received, in milliseconds since 1970. */
  issued: number
}

const migrations = [
  'CREATE TABLE hub (id TEXT NOT NULL, key TEXT NOT NULL, certificate TEXT NOT NULL, roots TEXT NOT NULL, addresses TEXT NOT NULL);',
  'ALTER TABLE hub ADD COLUMN issued REAL NOT NULL DEFAULT 0;',
]

/** Gets a certificate for the hub's key: from the CA, however it is reached. `before` is what the hub had. */
export type Certify = (publicKey: string, before: HubRecord | undefined) => Promise<HubReply>

export interface Credentials {
  identity: Identity
  /** PEM of the trusted roots. */
  roots: () => string[]
  /** From now on these are trusted, and no others. */
  trust: (roots: string[]) => void
  /** PEM of the certificate in use. */
  certificate: () => string
  life: () => Life
  /** Replaces the certificate, on disk and in `identity`. Rejects as `certify`. */
  renew: () => Promise<void>
}

/** The hub's identity for `addresses`, certified anew if they changed or the certificate runs out. Rejects as `certify`. */
export async function loadCredentials(
  directory: string,
  addresses: string[],
  { certify, keyType, vault, now }: Omit<Certifying, 'before' | 'addresses'>,
): Promise<Credentials> {
  const store = openStore(os.path.join(directory, 'hub.db'), migrations)
  sealKeys(store, vault, 'hub')
  const before = find(store, vault)
  const isGood = before && before.addresses.join() === addresses.join() && !isRenewalDue(lifeOf(before), now())
  let record = isGood ? before : await certifyRecord(store, { before, addresses, certify, keyType, vault, now })
  const identity = createIdentity(record)
  return {
    identity,
    roots: () => splitCertificates(record.roots),
    certificate: () => record.certificate,
    trust: roots => {
      const text = roots.join('\n')
      if (text === record.roots) return
      store.run('UPDATE hub SET roots = ?', [text])
      record = { ...record, roots: text }
      trust(identity, roots)
    },
    life: () => lifeOf(record),
    renew: async () => {
      record = await certifyRecord(store, { before: record, addresses, certify, keyType, vault, now })
      identity.certificate = certificateOf(record)
      trust(identity, splitCertificates(record.roots))
    },
  }
}

function lifeOf({ issued, certificate }: HubRecord): Life {
  return { issued, notAfter: notAfterOf(certificate) }
}

function find(store: Store, vault: Vault): HubRecord | undefined {
  const [row] = store.query('SELECT * FROM hub', [])
  if (!row) return undefined
  return {
    id: String(row.id),
    key: vault.open(String(row.key)),
    certificate: String(row.certificate),
    roots: String(row.roots),
    addresses: JSON.parse(String(row.addresses)) as string[],
    issued: Number(row.issued),
  }
}

interface Certifying {
  before: HubRecord | undefined
  addresses: string[]
  certify: Certify
  /** Of the hub's key: one of another kind is replaced when it is certified again. */
  keyType: KeyType
  vault: Vault
  now: () => number
}

async function certifyRecord(store: Store, certifying: Certifying): Promise<HubRecord> {
  const { before, addresses, certify, keyType, vault, now } = certifying
  const known = before && publicKeyOf(before.key)
  const key = known && keyTypeOf(known) === keyType ? before.key : (createKey(keyType).toPEM().toString() ?? '')
  const publicKey = publicKeyOf(key)
  const { id, certificate, roots } = await certify(publicKey, before)
  if (!holdsKey(certificate, publicKey)) throw fault('certificate-name', 'the CA certified another key than ours')
  const record: HubRecord = { id, key, certificate, roots: roots.join('\n'), addresses, issued: now() }
  store.transaction(() => {
    store.run('DELETE FROM hub', [])
    store.run('INSERT INTO hub VALUES (?, ?, ?, ?, ?, ?)', [
      id,
      vault.seal(key),
      certificate,
      record.roots,
      JSON.stringify(addresses),
      record.issued,
    ])
  })
  return record
}

/** PEM of the public half of a private key in PEM. */
function publicKeyOf(key: string): string {
  return new crypto.PublicKey(new crypto.PrivateKey(key)).toPEM().toString() ?? ''
}
