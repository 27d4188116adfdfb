/**
 * Archives, written alike on every computer: tar (POSIX ustar), ar as Debian uses it, gzip.
 *
 * Pure. Owners are root, times are one date, entries are in the order given: the same input gives the same bytes.
 */
import { gzipSync } from 'node:zlib'

export interface Entry {
  /** Relative, with '/'; a directory ends with one. */
  path: string
  /** A file's bytes, or where a symbolic link leads. A directory has neither. */
  data?: Buffer
  link?: string
  /** @default 755 for directories and links, 644 for files */
  mode?: number
}

const blockBytes = 512

/** Longest name in a header, and of what may be split off before it. */
const nameBytes = 100
const prefixBytes = 155

const padded = (data: Buffer, size: number): Buffer => Buffer.concat([data, Buffer.alloc(-data.length & (size - 1))])

/** A tar. `time` in seconds since 1970. */
export function tar(entries: readonly Entry[], time: number): Buffer {
  const parts = entries.flatMap(entry => [headerOf(entry, time), padded(entry.data ?? Buffer.alloc(0), blockBytes)])
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)])
}

function headerOf({ path, data, link, mode }: Entry, time: number): Buffer {
  const header = Buffer.alloc(blockBytes)
  const put = (text: string, at: number) => header.write(text, at, 'utf8')
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  const [prefix, name] = splitPath(path)
  put(name, 0)
  put(octal(mode ?? (data ? 0o644 : 0o755), 8), 100)
  put(octal(0, 8), 108)
  put(octal(0, 8), 116)
  put(octal(data?.length ?? 0, 12), 124)
  put(octal(time, 12), 136)
  put(' '.repeat(8), 148)
  put(link !== undefined ? '2' : data ? '0' : '5', 156)
  put(link ?? '', 157)
  put('ustar\x0000', 257)
  put('root', 265)
  put('root', 297)
  put(prefix, 345)
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

function splitPath(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= nameBytes) return ['', path]
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (Buffer.byteLength(name) <= nameBytes && Buffer.byteLength(prefix) <= prefixBytes) return [prefix, name]
  }
  throw new Error(`the path ${path} is too long for a tar`)
}

/** A tar in gzip. Level 6: more takes much longer for little. */
export const tarGz = (entries: readonly Entry[], time: number): Buffer => gzip(tar(entries, time))

/** Without a name and a time; the byte that names the operating system says "unknown" everywhere (RFC 1952). */
export function gzip(data: Buffer): Buffer {
  const zipped = gzipSync(data)
  zipped[9] = 255
  return zipped
}

/** An ar of files with short names, as deb(5) wants it. */
export function ar(files: readonly { name: string; data: Buffer }[], time: number): Buffer {
  const parts = files.map(({ name, data }) => {
    const fields: [string, number][] = [
      [name, 16],
      [String(time), 12],
      ['0', 6],
      ['0', 6],
      ['100644', 8],
    ]
    const head = [...fields, [String(data.length), 10] as const].map(([text, width]) => text.padEnd(width)).join('')
    return Buffer.concat([Buffer.from(`${head}\`\n`), data, Buffer.from(data.length % 2 ? '\n' : '')])
  })
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts])
}

/** Entries with the directories that lead to them, each before what is in it. */
export function withDirectories(entries: readonly Entry[]): Entry[] {
  const all = new Map<string, Entry>()
  for (const entry of entries) {
    const parts = entry.path.split('/').slice(0, -1)
    parts.forEach((_, i) => {
      const path = `${parts.slice(0, i + 1).join('/')}/`
      if (!all.has(path) && path !== './') all.set(path, { path })
    })
    all.set(entry.path, entry)
  }
  return [...all.values()]
}
