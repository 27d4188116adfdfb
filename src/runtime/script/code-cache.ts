/**
 * What V8 compiled of a bundle, kept from one run to the next in the directory of Node's compile cache, which holds the same of
 * the engine itself. Without that directory all works the same, some milliseconds later.
 *
 * Owns one file a bundle: checksums of the bundle and of what follows, then V8's data. V8 refuses data of another version
 * or of other flags, but believes what a full disk or a crash has left of its own.
 */
import { getCompileCacheDir } from 'node:module'
import { basename, join } from 'node:path'
import { Script } from 'node:vm'
import { findBytes, isThere, removeFile, renameFile, writeSlices } from '../host/file-system.ts'
import { checksumOf } from './prepared.ts'

/** By then a role has run what its start needs. */
const saveAfterMs = 5000

/** Of the two checksums. */
const titleBytes = 8

export type Compiled = (...given: unknown[]) => unknown

/** A module as a function of `parameters`. `checksum` tells its builds apart. */
export function compileCached(code: string, parameters: string[], path: string, checksum: number): Compiled {
  const head = `(function (${parameters.join()}) {`
  const file = cacheFile(path)
  const cachedData = file ? readCached(file, checksum) : undefined
  // On the first line what is before the code counts for no column.
  const script = new Script(`${head}${code}\n})`, { filename: path, columnOffset: -head.length, cachedData })
  if (file && (!cachedData || script.cachedDataRejected)) saveLater(file, checksum, script)
  return script.runInThisContext() as Compiled
}

/** Bundles of the same name in two places are two. */
function cacheFile(path: string): string | undefined {
  const directory = getCompileCacheDir()
  return directory && join(directory, `${basename(path)}-${checksumOf(Buffer.from(path)).toString(16)}`)
}

function readCached(file: string, checksum: number): Buffer | undefined {
  const kept = findBytes(file)
  if (!kept || kept.length < titleBytes || kept.readUInt32LE(0) !== checksum) return undefined
  const data = kept.subarray(titleBytes)
  return kept.readUInt32LE(4) === checksumOf(data) ? data : undefined
}

function saveLater(file: string, checksum: number, script: Script): void {
  const save = () => {
    process.off('exit', save)
    clearTimeout(timer)
    const aside = `${file}.${process.pid}`
    try {
      const data = script.createCachedData()
      const title = Buffer.alloc(titleBytes)
      title.writeUInt32LE(checksum)
      title.writeUInt32LE(checksumOf(data), 4)
      writeSlices(aside, [title, data])
      renameFile(aside, file)
    } catch {
      // A full disk, say: the next run compiles again.
      if (isThere(aside)) removeFile(aside)
    }
  }
  const timer = setTimeout(save, saveAfterMs).unref()
  process.on('exit', save)
}
