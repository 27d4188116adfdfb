/** What the crypto global refuses where the real Pipy would crash, lie or let anybody sign; the rest is in test/engine/cases/crypto. */
import { createHash, createHmac, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Data } from '../../../src/runtime/core/data.ts'
import { crypto } from '../../../src/runtime/globals/crypto.ts'
import { createContexts } from '../../../src/runtime/host/tls-context.ts'

const key = new crypto.PrivateKey({ type: 'ed25519' })
const publicKey = new crypto.PublicKey(key)
const basis = { subject: { CN: 'x' }, privateKey: key, publicKey }
const iv = '0123456789abcdef'
const no = (value: unknown) => value as never

describe('what can be had once is refused the second time', () => {
  test.each([
    ['Hash', () => new crypto.Hash('sha256')],
    ['Hmac', () => new crypto.Hmac('sha256', 'k')],
  ])('a digest of %s, and more text after it', (_, create) => {
    const digest = create()
    digest.digest()
    expect(() => digest.digest('hex')).toThrow('already taken')
    expect(() => digest.update('x')).toThrow('already taken')
  })

  test('a digest that is asked for in a wrong encoding is not used up', () => {
    const digest = new crypto.Hash('sha256')
    expect(() => digest.digest('latin1')).toThrow('unknown encoding')
    expect(digest.digest('hex')).toBe(createHash('sha256').digest('hex'))
  })

  test('a signature and its verification', () => {
    const signing = new crypto.Sign('sha256')
    const signature = signing.sign(key) as Data
    expect(() => signing.sign(key)).toThrow('already made')
    expect(() => signing.update('x')).toThrow('already made')
    const verifying = new crypto.Verify('sha256')
    expect(verifying.verify(publicKey, signature)).toBe(true)
    expect(() => verifying.verify(publicKey, signature)).toThrow('already made')
  })

  test('the end of a cipher', () => {
    const cipher = new crypto.Cipher('aes-128-ctr', { key: iv, iv })
    cipher.final()
    expect(() => cipher.final()).toThrow('already called')
    expect(() => cipher.update('x')).toThrow('already called')
  })
})

describe('what ends the engine throws', () => {
  test('an unknown digest', () => {
    expect(() => new crypto.Hash('nope')).toThrow('Unknown algorithm: nope')
    expect(() => new crypto.Hmac('nope', 'k')).toThrow('Unknown algorithm: nope')
  })

  test('a missing iv, and a cipher without one', () => {
    expect(() => new crypto.Cipher('aes-128-cbc', { key: iv })).toThrow('options.iv expects')
    expect(() => new crypto.Cipher('aes-128-ecb', { key: iv })).toThrow('Unknown cipher')
  })

  test('null for a key of an Hmac, a JWK, a key of a token', () => {
    expect(() => new crypto.Hmac('sha256', no(null))).toThrow('argument #2 expects')
    expect(() => new crypto.JWK(no(null))).toThrow('argument #1 expects')
    expect(() => new crypto.JWT('a.b.c').verify(no(null))).toThrow('argument #1 expects')
  })
})

test('Ed25519 signs the digest: another program has to hash first', () => {
  const signing = new crypto.Sign('sha256')
  signing.update('hello')
  const signature = (signing.sign(key) as Data).toBuffer()
  const pem = publicKey.toPEM().toString() as string
  expect(verify(null, createHash('sha256').update('hello').digest(), pem, signature)).toBe(true)
  expect(verify(null, Buffer.from('hello'), pem, signature)).toBe(false)
})

describe('certificates', () => {
  test('without a public key are refused, where Pipy may certify the issuer again', () => {
    const issuer = new crypto.Certificate(basis)
    const { publicKey: _, ...rest } = basis
    expect(() => new crypto.Certificate({ ...rest, issuer })).toThrow('options.publicKey expects')
  })

  test.each([
    ['days', Number.NaN],
    ['days', '30'],
    ['timeOffset', Number.POSITIVE_INFINITY],
    ['issuer', {}],
    ['extensions', 'CA:TRUE'],
  ])('with %s = %s are refused', (name, value) => {
    expect(() => new crypto.Certificate({ ...basis, [name]: value })).toThrow(`options.${name} expects`)
  })

  test('with an end after the year 9999 are refused', () => {
    expect(() => new crypto.Certificate({ ...basis, days: 3_000_000 })).toThrow(RangeError)
  })
})

describe('keys', () => {
  test.each([100, 100_000, Number.NaN, '2048'])('of RSA with %s bits are refused', bits => {
    expect(() => new crypto.PrivateKey({ type: 'rsa', bits })).toThrow('options.bits expects')
  })

  test('that are encrypted are refused at once: nobody is asked for a pass phrase', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const secret = { format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' } as const
    const refused = expect.objectContaining({ code: 'KEY_IS_ENCRYPTED' })
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const pem = privateKey.export({ ...secret, type }) as string
      expect(() => new crypto.PrivateKey(pem), pem).toThrow(refused)
      expect(() => new crypto.PrivateKey(new Data(pem)), pem).toThrow(refused)
    }
  })

  test('a public key is not taken out of a certificate', () => {
    const pem = new crypto.Certificate(basis).toPEM()
    expect(() => new crypto.PublicKey(pem)).toThrow(expect.objectContaining({ code: 'NO_PUBLIC_KEY' }))
  })
})

describe('tokens', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'HS256' })}.${part({ sub: 'root' })}`
  const forged = `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`

  test('signed with a public key as the secret are refused, which Pipy takes', () => {
    expect(new crypto.JWT(forged).isValid).toBe(true)
    expect(new crypto.JWT(forged).verify(pem)).toBe(false)
    expect(new crypto.JWT(forged).verify(new Data(pem))).toBe(false)
    expect(new crypto.JWT(forged).verify(new crypto.PublicKey(pem))).toBe(false)
  })

  test('a point that is not on its curve makes no JWK', () => {
    const { x } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
    expect(() => new crypto.JWK({ kty: 'EC', crv: 'P-256', x, y: x })).toThrow()
  })
})

describe('TLS takes', () => {
  const cert = new crypto.Certificate(basis)

  test('a certificate, a chain and a key', () => {
    const chain = new crypto.CertificateChain(cert.toPEM())
    const contexts = createContexts({ trusted: [cert] })
    expect(contexts({ cert, key })).toBeDefined()
    expect(contexts({ cert: chain, key })).toBeDefined()
    expect(contexts(undefined)).toBeDefined()
  })

  test('nothing else: no text, no empty chain, no key of another certificate', () => {
    const pem = cert.toPEM().toString()
    expect(() => createContexts({ trusted: [pem] })).toThrow('options.trusted[0] expects')
    const contexts = createContexts({})
    expect(() => contexts({ cert: pem, key })).toThrow('certificate.cert expects')
    expect(() => contexts({ cert: new crypto.CertificateChain('junk'), key })).toThrow('empty certificate chain')
    expect(() => contexts({ cert, key: new crypto.PrivateKey({ type: 'ed25519' }) })).toThrow()
  })
})
