/**
 * Files inside the program itself, for a single-file executable: below a directory that is on no disk, and read only.
 *
 * Owns the table of them. Empty unless the executable's main fills it before the engine starts.
 */
import { resolve, sep } from 'node:path'

/** Where they seem to be. No real file can have a path through /dev/null. */
export const bundledRoot = resolve('/dev/null/ztm')

const files = new Map<string, () => Buffer>()

/** Adds a file, by its path below the root. `read` is called each time. */
export function addBundled(path: string, read: () => Buffer): void {
  files.set(resolve(bundledRoot, path), read)
}

/** The bytes of a file that is inside, or undefined. */
export function findBundled(path: string): Buffer | undefined {
  if (files.size === 0) return undefined
  return files.get(resolve(path))?.()
}

/** Whether there is such a file, or a directory with some in it. */
export function isBundled(path: string): boolean {
  if (files.size === 0) return false
  const wanted = resolve(path)
  return files.has(wanted) || [...files.keys()].some(name => name.startsWith(wanted + sep))
}
