/**
 * The roots of a mesh: one, or two while the CA changes from the first to the second (rotation.ts).
 *
 * Owns the keys in memory; records keep them. The oldest signs texts, because everybody trusts it already.
 */
import { meshDigest } from '../common/permit.ts'
import { createRoot, type Issuer } from '../common/pki/issue.ts'
import type { Records } from './records.ts'

/** A root that is in use. */
export interface Root extends Issuer {
  id: number
  /** PEM. */
  pem: string
  /** SHA-256 of it. */
  digest: string
}

export interface Roots {
  mesh: string
  /** Digest of the very first root: the mesh's own name for ever. */
  digest: string
  /** Those in use, the oldest first. */
  active: () => Root[]
  oldest: () => Root
  newest: () => Root
  /** PEM of those in use. */
  trusted: () => string[]
  /** True for the digest of a root that the mesh has, or had. */
  isOurs: (digest: string) => boolean
  /** Makes another root and stores it. */
  add: () => Root
  /** Retires the oldest: its key is forgotten. */
  retire: () => void
  /** Reads them again: a transaction was undone. */
  reload: () => void
}

export interface RootsComponents {
  records: Records
  /** Seconds that what a root issues is good. */
  lifeSeconds?: number
  /** Of the keys of roots that are made from now on. @default ed25519 */
  keyType?: KeyType
}

/** The roots of the records; makes a mesh of that name if there are none. `isNew` tells. */
export function openRoots(components: RootsComponents, mesh: string): Roots & { isNew: boolean } {
  const { records, lifeSeconds } = components
  const isNew = records.listRoots().length === 0
  if (isNew) store(components, mesh, 1)
  const load = (): { active: Root[]; all: string[]; name: string } => {
    const list = records.listRoots()
    const active = list
      .filter(root => root.key !== '')
      .map(({ id, key, certificate }) => ({
        id,
        key: new crypto.PrivateKey(key),
        certificate: new crypto.Certificate(certificate),
        lifeSeconds,
        pem: certificate,
        digest: meshDigest(certificate),
      }))
    return { active, all: list.map(root => meshDigest(root.certificate)), name: list[0]?.mesh ?? mesh }
  }
  let loaded = load()
  const at = (index: number): Root => loaded.active[index] as Root
  return {
    isNew,
    mesh: loaded.name,
    digest: loaded.all[0] ?? '',
    active: () => loaded.active,
    oldest: () => at(0),
    newest: () => at(loaded.active.length - 1),
    trusted: () => loaded.active.map(root => root.pem),
    isOurs: digest => loaded.all.includes(digest),
    add: () => {
      store(components, loaded.name, loaded.all.length + 1)
      loaded = load()
      return at(loaded.active.length - 1)
    },
    retire: () => {
      records.retireRoot(at(0).id)
      loaded = load()
    },
    reload: () => {
      loaded = load()
    },
  }
}

function store({ records, keyType }: RootsComponents, mesh: string, number: number): void {
  const { key, certificate } = createRoot(mesh, number, keyType)
  records.putRoot({
    mesh,
    key: key.toPEM().toString() ?? '',
    certificate: certificate.toPEM().toString() ?? '',
  })
}
