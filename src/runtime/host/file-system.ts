/**
 * The file system, synchronously, for the globals os and pipy, the loader and the maps of stacks. Follows Pipy's src/fs.cpp.
 *
 * Owns nothing. Functions throw what Node throws, whose `code` tells the reason; find… functions give null instead.
 */
import type { Stats } from 'node:fs'
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { findBundled, isBundled } from './bundled.ts'

export type FileStats = Stats

/** Bytes of a file; a directory reads as empty, as on Pipy. */
export function readBytes(path: string): Buffer {
  try {
    return findBundled(path) ?? readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return Buffer.alloc(0)
    throw error
  }
}

/** Bytes of a file, or null when it cannot be read. */
export function findBytes(path: string): Buffer | null {
  try {
    return findBundled(path) ?? readFileSync(path)
  } catch {
    return null
  }
}

/** Replaces a file. The slices are written in order, none is copied. */
export function writeSlices(path: string, slices: readonly Uint8Array[]): void {
  writeTo(openSync(path, 'w'), slices)
}

/** Closes the file, too. */
function writeTo(file: number, slices: readonly Uint8Array[], isSynced = false): void {
  try {
    for (const slice of slices) {
      for (let at = 0; at < slice.length; ) at += writeSync(file, slice, at)
    }
    if (isSynced) fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The same as a whole: whoever reads finds the old file or the new one, after a crash of the system, too. For this user only. */
export function replaceFile(path: string, slices: readonly Uint8Array[]): void {
  const aside = `${path}.${process.pid}`
  try {
    writeTo(openSync(aside, 'w', 0o600), slices, true)
    renameSync(aside, path)
  } catch (error) {
    rmSync(aside, { force: true })
    throw error
  }
}

/** Null when there is nothing, or nothing that one may see. Follows links. */
export function findStats(path: string): FileStats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

export const isDirectory = (path: string): boolean => findStats(path)?.isDirectory() ?? false

export const isThere = (path: string): boolean => isBundled(path) || existsSync(path)

/** Names in a directory, those of directories with a slash; [] when it cannot be read. */
export function listNames(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.map(entry => (entry.isDirectory() ? `${entry.name}/` : entry.name))
  } catch {
    return []
  }
}

/** Files below a directory, recursively, relative to it; [] when it cannot be read. */
export function listFiles(top: string): string[] {
  try {
    const entries = readdirSync(top, { recursive: true, withFileTypes: true })
    return entries.filter(entry => entry.isFile()).map(entry => relative(top, join(entry.parentPath, entry.name)))
  } catch {
    return []
  }
}

export const makeDirectory = (path: string): void => void mkdirSync(path)
export const removeDirectory = (path: string): void => rmdirSync(path)
export const removeFile = (path: string): void => unlinkSync(path)

/** Removes a file or a directory with all in it; links are removed, not followed. */
export const removeTree = (path: string): void => rmSync(path, { recursive: true })

export const renameFile = (from: string, to: string): void => renameSync(from, to)

/** Adds to a file, which is made if need be, opened for each line: it may have been moved away meanwhile. */
export const appendLine = (path: string, line: string): void => appendFileSync(path, line)
