/**
 * http.Directory: files as HTTP responses.
 *
 * Owns the files it has read: they are kept for ever. Follows Pipy's class Directory in src/api/http.cpp. Differs: the query
 * is cut off before '..' is resolved, since on Pipy '/..?' leaves the directory.
 */
import { join } from 'node:path'
import { Data } from '../core/data.ts'
import { Message } from '../core/events.ts'
import { type Head, toHead } from '../filters/http-head.ts'
import { readWhole } from '../host/files.ts'

export const defaultContentTypes: Readonly<Record<string, string>> = {
  css: 'text/css',
  gif: 'image/gif',
  html: 'text/html',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  woff: 'font/woff',
  woff2: 'font/woff2',
  xml: 'text/xml',
}

export interface DirectoryOptions {
  fs?: boolean
  index?: string | string[]
  contentTypes?: Record<string, string>
  defaultContentType?: string
}

/** Encodings that a file may be there in beside itself, best first: its ending and its name in HTTP. */
const encodings = [
  { ending: '.br', name: 'br' },
  { ending: '.gz', name: 'gzip' },
]

interface CachedFile {
  type: string
  raw: Buffer
  /** By name in HTTP. */
  encoded: Map<string, Buffer>
}

export class Directory {
  private readonly root: string
  private readonly options: DirectoryOptions
  private readonly cache = new Map<string, CachedFile>()

  /** `base` is the code base, which `path` is relative to unless `options.fs` is true. */
  constructor(base: string, path: string, options: DirectoryOptions | null = {}) {
    if (typeof path !== 'string') throw new TypeError('argument #1 expects a string')
    this.options = options ?? {}
    this.root = this.options.fs ? path : join(base, join('/', path))
  }

  serve(request: Message): Message | null {
    if (!(request instanceof Message)) throw new TypeError('argument #1 expects a Message')
    const head = toHead(request.head)
    const path = normalize(String(head.path ?? '').replace(/\?.*/s, ''))
    let file = this.cache.get(path)
    if (!file) {
      file = this.find(path)
      if (!file) return null
      this.cache.set(path, file)
    }
    return respond(file, acceptedBy(head))
  }

  private find(path: string): CachedFile | undefined {
    const { index = ['index', 'index.html'] } = this.options
    const folder = path.endsWith('/') ? path : `${path}/`
    for (const name of [path, ...[index].flat().map(one => folder + one)]) {
      const raw = readWhole(join(this.root, name))
      if (raw) return { type: this.typeOf(name), raw, encoded: this.findEncoded(name) }
    }
    return undefined
  }

  private findEncoded(name: string): Map<string, Buffer> {
    const found = new Map<string, Buffer>()
    for (const encoding of encodings) {
      const bytes = readWhole(join(this.root, name + encoding.ending))
      if (bytes && bytes.length > 0) found.set(encoding.name, bytes)
    }
    return found
  }

  /** By all that follows the first dot of the file's name. */
  private typeOf(path: string): string {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const dot = name.indexOf('.')
    const ending = dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
    const types = this.options.contentTypes ?? defaultContentTypes
    if (Object.hasOwn(types, ending)) return String(types[ending])
    return this.options.defaultContentType ?? 'application/octet-stream'
  }
}

/** Without '.', '..' and a '/' at the end; begins with '/'. */
function normalize(path: string): string {
  const parts: string[] = []
  for (const part of path.replace(/^\/|\/$/g, '').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function acceptedBy(head: Head): string[] {
  const accepted = head.headers?.['accept-encoding']
  if (typeof accepted !== 'string') return []
  return accepted.split(',').map(part => /^[ \t]*([A-Za-z]*)/.exec(part)?.[1]?.toLowerCase() ?? '')
}

function respond({ type, raw, encoded }: CachedFile, accepted: string[]): Message {
  const headers: Record<string, string> = { 'content-type': type }
  let bytes = raw
  for (const [name, found] of encoded) {
    if (!accepted.includes(name)) continue
    headers['content-encoding'] = name
    bytes = found
    break
  }
  return new Message({ status: 200, headers }, Data.of(bytes))
}
