/**
 * The web site behind agent B: a server of the files in `site/`, and a visitor that fetches all of them.
 *
 * Owns the server for the life of a scope. Both ends count: what was served from disk, what arrived through a port.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Scope } from '../harness/scope.ts'

const FOLDER = join(import.meta.dirname, 'site')

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** One file through the whole mesh takes milliseconds; this is the patience for a loaded machine. */
const FETCH_MS = 15_000

export interface SiteFile {
  readonly name: string
  readonly content: Buffer
  readonly sha256: string
}

export interface Site {
  readonly port: number
  readonly files: readonly SiteFile[]
}

export const hashOf = (data: Buffer): string => createHash('sha256').update(data).digest('hex')

/** Serves the site at a port of its own. */
export async function startSite(scope: Scope): Promise<Site> {
  const files = readdirSync(FOLDER)
    .sort()
    .map(name => {
      const content = readFileSync(join(FOLDER, name))
      return { name, content, sha256: hashOf(content) }
    })
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname.slice(1)
    const file = files.find(({ name }) => name === (path || 'index.html'))
    if (!file) return response.writeHead(404).end('not found\n')
    const type = TYPES[extname(file.name)] ?? 'application/octet-stream'
    return response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(file.content)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: (server.address() as AddressInfo).port, files }
}

export interface Visit {
  /** The page itself, as it arrived. */
  page: SiteFile
  /** Bytes of all files. */
  bytes: number
  files: number
}

/** Fetches every file of the site from another address. Throws at the first that is not, bit for bit, the original. */
export async function visit(address: string, files: readonly SiteFile[]): Promise<Visit> {
  let page: SiteFile | undefined
  let bytes = 0
  for (const { name, sha256 } of files) {
    const url = `http://${address}/${name}`
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) })
    const content = Buffer.from(await response.arrayBuffer())
    const arrived = { name, content, sha256: hashOf(content) }
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${content}`)
    if (arrived.sha256 !== sha256) throw new Error(`${name} arrived with SHA-256 ${arrived.sha256}, not ${sha256}`)
    if (name === 'index.html') page = arrived
    bytes += content.length
  }
  if (!page) throw new Error('the site has no index.html')
  return { page, bytes, files: files.length }
}
