/**
 * A directory that names whom it likes, and leads to others than it names.
 *
 * Owns nothing: the real directory is behind it.
 */
import type { Protocol } from '../../../src/api/types.ts'
import { createDirectory as createReal, type Directory } from '../../../src/hub/directory.ts'
import { lies } from '../told.ts'

export function createDirectory<Link>(life: string): Directory<Link> {
  const real = createReal<Link>(life)
  return {
    ...real,
    getLink: id => real.getLink(lies().carry?.[id] ?? id),
    getProviders: (protocol, name) => {
      const provided = lies().provide?.[`${protocol}/${name}`]
      if (!provided) return real.getProviders(protocol, name)
      return { items: provided.map(endpoint => ({ protocol: protocol as Protocol, name, endpoint })) }
    },
  }
}
