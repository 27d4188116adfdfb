/** Certificates that the runtime issues, judged by OpenSSL (Node's X509Certificate); and bad ones, which must not get far. */
import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import * as der from '../../../src/runtime/globals/der.ts'
import {
  type Issue,
  issueCertificate,
  lifeFrom,
  parseCertificate,
  readNames,
} from '../../../src/runtime/globals/x509.ts'

const keys = generateKeyPairSync('ed25519')
const NOW = Date.parse('2026-11-24T12:00:00Z')

function issue(changes: Partial<Issue> = {}): X509Certificate {
  const basis: Issue = {
    subject: { CN: 'x' },
    issuer: null,
    signer: keys.privateKey,
    publicKey: keys.publicKey,
    ...lifeFrom(NOW, 30, 0),
    extensions: { basicConstraints: 'CA:FALSE' },
  }
  return new X509Certificate(issueCertificate({ ...basis, ...changes }))
}

interface Pair {
  privateKey: KeyObject
  publicKey: KeyObject
}
const signers: [string, Pair][] = [
  ['ed25519', keys],
  ['ed448', generateKeyPairSync('ed448')],
  ['rsa', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['ec', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ml-dsa-65', generateKeyPairSync('ml-dsa-65' as 'ed25519')],
]

describe('issuing', () => {
  test.each(signers)('OpenSSL accepts the signature of a key of type %s', (_, { privateKey, publicKey }) => {
    const extensions = { basicConstraints: 'CA:TRUE', keyUsage: 'keyCertSign' }
    const root = issue({ subject: { CN: 'Root' }, signer: privateKey, publicKey, extensions })
    const leaf = issue({ issuer: root, signer: privateKey })
    expect(root.ca).toBe(true)
    expect(leaf.checkIssued(root)).toBe(true)
    expect(leaf.verify(root.publicKey)).toBe(true)
    expect(leaf.publicKey.equals(keys.publicKey)).toBe(true)
  })

  test('a key that cannot sign is refused', () => {
    expect(() => issue({ signer: generateKeyPairSync('x25519').privateKey })).toThrow('type x25519 cannot sign')
  })

  test('names are written in their order, by short or long name', () => {
    const made = issue({ subject: { O: 'Örg', commonName: 'ü', OU: 'a/b', C: 'DE' } })
    expect(made.subject).toBe('O=Örg\nCN=ü\nOU=a/b\nC=DE')
    expect(readNames(made.raw).subject).toEqual({
      organizationName: 'Örg',
      commonName: 'ü',
      organizationalUnitName: 'a/b',
      countryName: 'DE',
    })
  })

  test.each([
    [{ nonsense: 'x' }, "unknown attribute 'nonsense'"],
    [{ CN: '' }, '1 to 64 characters, not 0'],
    [{ CN: 'x'.repeat(65) }, '1 to 64 characters, not 65'],
    [{ C: 'DEU' }, '2 characters'],
    [{ C: '@@' }, 'cannot have'],
    [{ emailAddress: 'ä@b' }, 'cannot have'],
  ])('the subject %j is refused, where Pipy drops it silently', (subject, message) => {
    expect(() => issue({ subject: subject as unknown as Record<string, string> })).toThrow(message)
  })

  test('64 characters are counted, not UTF-16 units or bytes', () => {
    expect(readNames(issue({ subject: { CN: '😀'.repeat(64) } }).raw).subject).toEqual({ commonName: '😀'.repeat(64) })
  })

  test('every kind of alternative name is written, DNS names alone are read back', () => {
    const subjectAltName = 'DNS:a.example,DNS:*.b,IP:127.0.0.1,IP:fd00::1,URI:ztm://m/x,email:a@b'
    const made = issue({ extensions: { subjectAltName } })
    expect(made.subjectAltName).toBe(
      'DNS:a.example, DNS:*.b, IP Address:127.0.0.1, IP Address:FD00:0:0:0:0:0:0:1, URI:ztm://m/x, email:a@b',
    )
    expect(readNames(made.raw).dnsNames).toEqual(['a.example', '*.b'])
  })

  test.each([
    ['basicConstraints', 'critical,CA:TRUE'],
    ['basicConstraints', 'CA:maybe'],
    ['keyUsage', 'keyCertSign,anything'],
    ['extendedKeyUsage', ''],
    ['extendedKeyUsage', 'toString'],
    ['subjectAltName', 'DNS:'],
    ['subjectAltName', 'IP:1.2.3'],
    ['subjectAltName', 'DNS:šdmin'],
    ['subjectAltName', 'toString:x'],
    ['subjectKeyIdentifier', 'hash'],
    ['toString', 'x'],
  ])('the extension %s = %s is refused', (name, value) => {
    expect(() => issue({ extensions: { [name]: value } })).toThrow(`invalid extension: ${name}`)
  })

  test('without extensions it is of version 1, with the dates alone', () => {
    const made = issue({ extensions: {} })
    expect(made.validFromDate.getTime()).toBe(NOW)
    const [tbs] = der.children(der.read(made.raw).content)
    expect(der.children((tbs as der.Element).content)[0]?.tag).toBe(der.Tag.integer)
  })

  test('serial numbers are positive, of at most 159 bits, and never the same', () => {
    const serials = Array.from({ length: 50 }, () => issue().serialNumber)
    expect(new Set(serials).size).toBe(50)
    for (const serial of serials) expect(BigInt(`0x${serial}`) < 1n << 159n).toBe(true)
  })

  test('a life counts whole days from the shifted beginning', () => {
    expect(lifeFrom(1_999, 1.9, -300)).toEqual({ notBefore: -299_000, notAfter: (86400 - 299) * 1000 })
    expect(lifeFrom(0, 0.5, 0)).toEqual({ notBefore: 0, notAfter: 0 })
  })
})

/** The same bytes with one part put in place of another of the same length. */
function forge(raw: Buffer, from: string, to: string): Buffer {
  const bytes = Buffer.from(raw)
  const at = bytes.indexOf(Buffer.from(from, 'latin1'))
  expect(at).toBeGreaterThan(0)
  expect(bytes.write(to, at, 'latin1')).toBe(from.length)
  return bytes
}

describe('reading', () => {
  test('of a name given twice the last counts, as on Pipy', () => {
    const made = issue({ subject: { CN: 'first', commonName: 'last' } })
    expect(readNames(made.raw).subject).toEqual({ commonName: 'last' })
  })

  test('two lists of alternative names give none, as OpenSSL has it', () => {
    const twice = { subjectAltName: 'DNS:a', extendedKeyUsage: 'clientAuth' }
    const made = issue({ extensions: twice })
    expect(readNames(made.raw).dnsNames).toEqual(['a'])
    const forged = forge(made.raw, '\x06\x03\x55\x1d\x25', '\x06\x03\x55\x1d\x11')
    expect(readNames(forged).dnsNames).toEqual([])
  })

  test('PEM without a certificate, or with a bad one, gives an error with a code', () => {
    expect(() => parseCertificate('junk')).toThrow(expect.objectContaining({ code: 'NO_CERTIFICATE' }))
    const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`
    const coded = expect.objectContaining({ code: expect.stringMatching(/^ERR_OSSL_/) })
    for (const body of ['', '!!!', 'AAAA', 'MIIB', 'MAA=', 'MIAAAA==']) {
      expect(() => parseCertificate(pem(body)), body).toThrow(coded)
    }
  })

  test('the first certificate of a text counts, whatever surrounds it', () => {
    const [one, two] = [issue({ subject: { CN: 'one' } }), issue({ subject: { CN: 'two' } })]
    const text = `subject: x\n${one}${two}trailing`
    expect(parseCertificate(text).subject).toBe('CN=one')
  })

  test('cut anywhere it gives no names or the right ones, and never hangs', () => {
    const { raw } = issue({ extensions: { subjectAltName: 'DNS:a.example' } })
    const right = readNames(raw)
    const seen = new Set<string>()
    for (let length = 0; length < raw.length; length++) {
      const { subject, dnsNames } = readNames(raw.subarray(0, length))
      seen.add(JSON.stringify(subject) + dnsNames.join())
    }
    expect(right.dnsNames).toEqual(['a.example'])
    expect([...seen]).toEqual(['{}'])
  })

  test('any changed byte gives names or none, or OpenSSL refuses it with a code', () => {
    const { raw } = issue({ subject: { CN: 'x', O: 'y' }, extensions: { subjectAltName: 'DNS:a.example,IP:::1' } })
    for (let at = 0; at < raw.length; at++) {
      for (const value of [0x00, 0x1f, 0x7f, 0x80, 0x84, 0xff]) {
        const bad = Buffer.from(raw)
        bad[at] = value
        expect(typeof readNames(bad).subject).toBe('object')
      }
      const flipped = Buffer.from(raw)
      flipped[at] = (raw[at] as number) ^ 0xff
      try {
        expect(readNames(new X509Certificate(flipped).raw).dnsNames.every(name => typeof name === 'string')).toBe(true)
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_/) })
      }
    }
  })
})
