/** Files as streams of bytes, for the filters read and tee and for pipy.read; and whole ones, for http.Directory. */
import { accessSync, closeSync, constants, createReadStream, openSync, readFileSync, writeSync } from 'node:fs'
import { findBundled } from './bundled.ts'
import { writeStderr, writeStdout } from './stdio.ts'

export interface FileEvents {
  data(bytes: Buffer): void
  end(error: Error | undefined): void
}

/** Streams a file; '-' is stdin. */
export function openFile(
  path: string,
  { seek = 0, size }: { seek?: number; size?: number },
  events: FileEvents,
): { pause(): void; resume(): void; close(): void } {
  // stdin through its descriptor works for pipes, files and terminals alike.
  const isStdin = path === '-' || path === '/dev/stdin'
  const range = size === undefined ? {} : { end: seek + size - 1 }
  const stream = isStdin ? process.stdin : createReadStream(path, { start: seek, ...range })
  let over = false
  const end = (error?: Error) => {
    if (!over) events.end(error)
    over = true
  }
  stream.on('data', bytes => events.data(bytes as Buffer))
  stream.on('end', () => end())
  stream.on('error', error => end(error))
  return { pause: () => void stream.pause(), resume: () => void stream.resume(), close: () => void stream.destroy() }
}

/** A file to write to; '-' is stdout. Throws what the system says. */
export function createSink(path: string, append: boolean): { write(bytes: Uint8Array): void; close(): void } {
  if (path === '-') return { write: writeStdout, close: () => undefined }
  if (path === '/dev/stderr') return { write: writeStderr, close: () => undefined }
  const fd = openSync(path, append ? 'a' : 'w')
  return { write: bytes => void writeSync(fd, bytes), close: () => closeSync(fd) }
}

/** All bytes of a file; null when there is none, or it cannot be read. */
export function readWhole(path: string): Buffer | null {
  try {
    return findBundled(path) ?? readFileSync(path)
  } catch {
    return null
  }
}

/** True if a file can be opened for reading; of stdin always. */
export function isReadable(path: string): boolean {
  if (path === '-') return true
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
