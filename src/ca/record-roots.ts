/**
 * The CA's roots as it keeps them: key and certificate of each, the oldest first.
 *
 * Owns nothing: the store is handed in. A retired root stays, without its key, so that a permit of its time is known as ours.
 */
import type { Row, Store } from '../common/store.ts'
import type { Vault } from '../common/vault.ts'

export interface RootRecord {
  id: number
  mesh: string
  /** PEM; '' when it is retired. */
  key: string
  certificate: string
}

export interface RootRecords {
  /** All that there ever were. */
  listRoots: () => RootRecord[]
  putRoot: (root: Omit<RootRecord, 'id'>) => void
  /** Forgets its key. */
  retireRoot: (id: number) => void
}

export function rootsIn(store: Store, vault: Vault): RootRecords {
  return {
    listRoots: () =>
      store
        .query('SELECT rowid AS id, mesh, key, certificate FROM ca ORDER BY rowid', [])
        .map(row => rootOf(row, vault)),
    putRoot: root =>
      store.run('INSERT INTO ca (mesh, key, certificate) VALUES (?, ?, ?)', [
        root.mesh,
        vault.seal(root.key),
        root.certificate,
      ]),
    retireRoot: id => store.run("UPDATE ca SET key = '' WHERE rowid = ?", [id]),
  }
}

function rootOf(row: Row, vault: Vault): RootRecord {
  return {
    id: Number(row.id),
    mesh: String(row.mesh),
    key: vault.open(String(row.key)),
    certificate: String(row.certificate),
  }
}
