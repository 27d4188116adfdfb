/**
 * What the three programs of the yardstick share: names, certificates, windows, and how two streams are joined.
 *
 * The yardstick is what one would write by hand with node:tls and node:http2 to do what a mesh does on the `tunnel` path:
 * client side -> hub -> serving side, TLS from end to end inside HTTP/2 CONNECT inside TLS to the hub. It has no identities
 * but fixed ones, no directory and no API. Owns nothing.
 */
import { readFileSync } from 'node:fs'
import type { ClientHttp2Session, ServerHttp2Session } from 'node:http2'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'

/** Which HTTP/2 side a connection has at the hub, and what is spoken from end to end. */
export const alpn = { control: 'yard-ctl', serve: 'yard-srv', peer: 'yard-peer' }

/** The three programs, by the names in their certificates. */
export const names = { hub: 'hub.yard', client: 'client.yard', server: 'server.yard' }

/** The windows of the mesh (src/common/links.ts), so that both have the same room. */
const STREAM_WINDOW = 16 * 2 ** 20
const CONNECTION_WINDOW = 256 * 2 ** 20

/** Megabytes that node:http2 may hold before it refuses streams: above what the windows allow. */
const SESSION_MEMORY = 1024

/** Streams at the same time: never the limit. */
const STREAMS = 10_000

export const sessionOptions = {
  settings: { initialWindowSize: STREAM_WINDOW, maxConcurrentStreams: STREAMS },
  maxSessionMemory: SESSION_MEMORY,
  peerMaxConcurrentStreams: STREAMS,
}

export function openWindow(session: ClientHttp2Session | ServerHttp2Session): void {
  session.setLocalWindowSize(CONNECTION_WINDOW)
}

/** Key, certificate and root of a program, as files in a directory; TLS 1.3 only, both sides show a certificate. */
export function identityOf(dir: string, name: string): SecureContextOptions {
  const read = (file: string) => readFileSync(join(dir, file))
  return { key: read(`${name}.key`), cert: read(`${name}.pem`), ca: read('root.pem'), minVersion: 'TLSv1.3' }
}

/** The same on the side that accepts. */
export function acceptOptions(dir: string, name: string, protocols: string[]) {
  return { ...identityOf(dir, name), requestCert: true, rejectUnauthorized: true, ALPNProtocols: protocols }
}

/** Each gets what the other sends, at the pace of the slower one; the end of one is the end of the other. */
export function splice(a: Duplex, b: Duplex): void {
  a.pipe(b)
  b.pipe(a)
  a.on('error', () => b.destroy())
  b.on('error', () => a.destroy())
  a.on('close', () => b.destroy())
  b.on('close', () => a.destroy())
}
