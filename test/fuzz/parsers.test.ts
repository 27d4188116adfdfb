/**
 * Parsers of the runtime in process, where thousands of inputs fit into a second: they give something or throw a known
 * error, soon.
 */
import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { Data } from '../../src/runtime/core/data.ts'
import { parseClientHello } from '../../src/runtime/filters/client-hello.ts'
import { Deframer } from '../../src/runtime/filters/deframer.ts'
import { readProxyHeader } from '../../src/runtime/filters/proxy-protocol.ts'
import * as der from '../../src/runtime/globals/der.ts'
import { issueCertificate, readNames } from '../../src/runtime/globals/x509.ts'
import { createDecoder } from '../../src/runtime/http2/hpack.ts'
import { createSession } from '../../src/runtime/http2/session.ts'
import { fields, get, indexed, randomFrames } from './frames.ts'
import { again, createRandom, cut, FUZZ_MS, mutate, type Random } from './random.ts'
import { samples } from './samples.ts'

/** One input: samples are hundreds of bytes, so this is long. */
const SLOW_MS = 1_000

function certificate(): Buffer {
  const { privateKey: signer, publicKey } = generateKeyPairSync('ed25519')
  const extensions = { basicConstraints: 'CA:TRUE', subjectAltName: 'DNS:a.b,IP:10.0.0.1' }
  const subject = { commonName: 'Fuzz', O: 'Ö' }
  return issueCertificate({ subject, issuer: null, signer, publicKey, notBefore: 0, notAfter: 1e12, extensions })
}

const issued = certificate()
const samplesOf = (name: string) => samples.find(one => one.name === name)?.samples ?? []

function walk(bytes: Buffer, depth = 0): void {
  for (const child of der.children(bytes)) {
    if (child.tag === der.Tag.oid) der.readOID(child.content)
    else if (child.tag & 0x20 && depth < 100) walk(child.content, depth + 1)
    else der.readText(child)
  }
}

function receive(bytes: Buffer, random: Random, role: 'client' | 'server'): void {
  const session = createSession({
    role,
    send: () => random.chance(0.9),
    onStream: stream => {
      if (random.chance(0.5)) stream.onEnd = () => stream.sendHeaders({ ':status': '200' }, { endStream: true })
    },
  })
  for (const piece of cut(bytes, random)) session.receive(piece)
  session.transportEnded()
}

/** The samples, what is done with a changed one, and the codes of errors that may come of it. */
const parsers: Record<string, { from: readonly Buffer[]; run(bytes: Buffer, random: Random): void; may?: string[] }> = {
  ClientHello: { from: samplesOf('handleTLSClientHello'), run: bytes => void parseClientHello(bytes) },
  'PROXY protocol': {
    from: samplesOf('acceptProxyProtocol'),
    run: (bytes, random) => {
      const deframer = new Deframer(readProxyHeader(() => undefined))
      for (const piece of cut(bytes, random)) deframer.feed(Data.of(piece))
    },
  },
  DER: { from: [issued], run: bytes => walk(bytes), may: ['BAD_DER'] },
  'X.509': { from: [issued], run: bytes => void readNames(bytes) },
  HPACK: {
    from: [
      get(),
      fields([['a', 'b']]),
      Buffer.concat([indexed('x', 'y'), Buffer.from([0xbe, 0x3f, 0xe1, 0x1f, 0x82, 0x44, 0x83, 0xf1, 0xe3, 0xc2])]),
    ],
    run: bytes => {
      const decoder = createDecoder(65_536)
      for (let i = 0; i < 2; i++) decoder.decode(bytes)
    },
  },
  'an HTTP/2 server': {
    from: samplesOf('demuxHTTP').slice(-2),
    run: (bytes, random) => receive(random.chance(0.5) ? bytes : randomFrames(random), random, 'server'),
  },
  'an HTTP/2 client': {
    from: samplesOf('demuxHTTP')
      .slice(-2)
      .map(bytes => bytes.subarray(24)),
    run: (bytes, random) => receive(bytes, random, 'client'),
  },
}

test.each(Object.entries(parsers))('%s', (name, { from, run, may = [] }) => {
  const random = createRandom(name)
  const end = performance.now() + FUZZ_MS / 4
  let rounds = 0
  while (performance.now() < end) {
    const bytes = mutate(from, random)
    const begin = performance.now()
    try {
      run(bytes, random)
    } catch (error) {
      const { code } = error as { code?: string }
      if (!may.includes(code as string))
        throw new Error(`${error} for ${bytes.toString('hex')}; ${again}`, { cause: error })
    }
    if (performance.now() - begin > SLOW_MS) throw new Error(`slow for ${bytes.toString('hex')}; ${again}`)
    rounds++
  }
  expect(rounds).toBeGreaterThan(100)
})
