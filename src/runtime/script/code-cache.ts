/**
 * What V8 compiled of a bundle, kept from one run to the next in the directory of Node's compile cache, which holds the same of
 * the engine itself. Without that directory all works the same, some milliseconds later.
 *
 * Owns one file a bundle: what was compiled, as the build's hash and the parameters, then V8's data. V8 refuses data of another
 * version, of other flags or of a text of another length, but believes whatever else is in it: so the file says the rest, and
 * is on the disk before it has its name.
 */
import { getCompileCacheDir } from 'node:module'
import { basename, join } from 'node:path'
import { Script } from 'node:vm'
import { findBytes, replaceFile } from '../host/file-system.ts'

/** By then a role has run what its start needs. */
const saveAfterMs = 5000

export type Compiled = (...given: unknown[]) => unknown

/** A module as a function of `parameters`. `build` tells its builds apart. */
export function compileCached(code: string, parameters: string[], path: string, build: string): Compiled {
  const head = `(function (${parameters.join()}) {`
  const file = cacheFile(path)
  const title = Buffer.from(build + head)
  const cachedData = file ? readCached(file, title) : undefined
  // On the first line what is before the code counts for no column.
  const script = new Script(`${head}${code}\n})`, { filename: path, columnOffset: -head.length, cachedData })
  if (file && (!cachedData || script.cachedDataRejected)) saveLater(file, title, script)
  return script.runInThisContext() as Compiled
}

/** Bundles of the same name in two places are two. */
function cacheFile(path: string): string | undefined {
  const directory = getCompileCacheDir()
  if (!directory) return undefined
  let place = 0
  for (let i = 0; i < path.length; i++) place = (place * 31 + path.charCodeAt(i)) >>> 0
  return join(directory, `${basename(path)}-${place.toString(16)}`)
}

function readCached(file: string, title: Buffer): Buffer | undefined {
  const kept = findBytes(file)
  return kept?.subarray(0, title.length).equals(title) ? kept.subarray(title.length) : undefined
}

function saveLater(file: string, title: Buffer, script: Script): void {
  const save = () => {
    process.off('exit', save)
    clearTimeout(timer)
    try {
      replaceFile(file, [title, script.createCachedData()])
    } catch {
      // A full disk, say: the next run compiles again.
    }
  }
  const timer = setTimeout(save, saveAfterMs).unref()
  process.on('exit', save)
}
