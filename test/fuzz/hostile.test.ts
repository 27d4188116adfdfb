/** Servers that answer anything at all, and bytes that claim to be a certificate, a key, JSON, a URL: the runtime as the client. */
import { generateKeyPairSync } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { createScope, type Scope } from '../harness/scope.ts'
import { startServer } from '../harness/tcp.ts'
import { createRandom, cut, mutate, type Random } from './random.ts'
import { replies } from './samples.ts'
import { COMMANDS, siege, startTarget, type Target } from './target.ts'

/** Longer than the timeout of the client in target.js, on a slow machine. */
const ANSWER_MS = 20_000

/** What the target says of a path; it must say something. */
async function command(target: Target, path: string, body?: Buffer): Promise<string> {
  const url = `http://127.0.0.1:${target.port(COMMANDS)}${path}`
  const init = { method: 'POST', body: body && new Uint8Array(body), signal: AbortSignal.timeout(ANSWER_MS) }
  const answer = await fetch(url, init)
  if (answer.status !== 200) throw new Error(`${path} got ${answer.status} for ${body?.toString('hex')}`)
  return answer.text()
}

/** A server whose answers are changed; it mostly ends the connection behind them. Gives its port. */
async function startHostile(scope: Scope, samples: readonly Buffer[], random: Random): Promise<number> {
  const server = await startServer(scope, socket => {
    socket.once('data', () => {
      for (const piece of cut(mutate(samples, random), random)) socket.write(piece)
      if (random.chance(0.1)) socket.resetAndDestroy()
      else if (random.chance(0.9)) socket.end()
    })
  })
  return server.port
}

test('hostile servers', async () => {
  const scope = createScope()
  onTestFinished(scope.close)
  const target = await startTarget(scope)
  const random = createRandom('hostile')
  const ports = new Map<string, number>()
  for (const [kind, samples] of Object.entries(replies)) ports.set(kind, await startHostile(scope, samples, random))
  const seen = new Set<string>()
  await siege(target, async () => {
    const [kind, port] = random.pick([...ports])
    seen.add(await command(target, `/${kind}/${port}`))
  })
  // Some answers came through, some were refused.
  expect(seen).toContain('status 200')
  expect(seen).toContain('status 502')
})

const pem = (label: string, text: string): Buffer =>
  Buffer.from(`-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`)

function documents(): Record<string, Buffer[]> {
  const keys = [generateKeyPairSync('ed25519'), generateKeyPairSync('ec', { namedCurve: 'P-256' })]
  const privateKeys = keys.map(key => Buffer.from(key.privateKey.export({ type: 'pkcs8', format: 'pem' })))
  const publicKeys = keys.map(key => Buffer.from(key.publicKey.export({ type: 'spki', format: 'pem' })))
  const der = keys.map(key => Buffer.from(key.publicKey.export({ type: 'spki', format: 'der' })))
  const certificates = [pem('CERTIFICATE', der[0]?.toString('base64') ?? ''), ...publicKeys]
  const json = ['{"a":[1,2.5,-3e2,true,null,"x\\u0041\\ud83d\\ude00"],"b":{}}', '[[[[[[1]]]]]]', '1e400', '"\\u0000"']
  const jwk = keys.map(key => Buffer.from(JSON.stringify(key.publicKey.export({ format: 'jwk' }))))
  const texts = (...list: string[]) => list.map(text => Buffer.from(text))
  return {
    '/certificate': certificates,
    '/chain': certificates,
    '/private-key': privateKeys,
    '/public-key': publicKeys,
    '/json': texts(...json),
    '/jwk': jwk,
    '/jwt': texts('eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln', 'eyJhbGciOiJFUzI1NiJ9.e30.'),
    '/url': texts('http://u:p@host:80/a/b?c=d#e', '//host', 'a?b', 'http://[::1]:1/'),
    '/mask': texts('10.0.0.0/8', 'fe80::/10'),
    '/ip': texts('10.0.0.1', '::ffff:1.2.3.4'),
    '/int': texts('9223372036854775807', '-1', '0x10'),
    '/hex': texts('00ff', 'zz'),
    '/base64': texts('AAEC/w==', 'A'),
    '/query': texts('a=1&b=%20&c', '%zz=&&='),
  }
}

test('bytes into decoders of scripts', async () => {
  const scope = createScope()
  onTestFinished(scope.close)
  const target = await startTarget(scope)
  const random = createRandom('documents')
  const kinds = Object.entries(documents())
  const seen = new Set<string>()
  await siege(target, async () => {
    const [path, samples] = random.pick(kinds)
    const said = await command(target, path, mutate(samples, random))
    expect(said).toMatch(/^(decoded|refused)$/)
    seen.add(said)
  })
  expect(seen.size).toBe(2)
})
