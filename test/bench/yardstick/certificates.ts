/**
 * Certificates for the yardstick: a root and one for each of its three programs, Ed25519 as in a mesh.
 *
 * Owns the files that it writes into a directory: `root.pem`, and `NAME.pem` and `NAME.key` for each name.
 */
import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueCertificate, lifeFrom } from '../../../src/runtime/globals/x509.ts'

/** A measurement takes minutes. */
const LIFE_DAYS = 1

/** Clocks of one computer do not differ, but certificates count in whole seconds. */
const OFFSET_SECONDS = -60

interface Issuer {
  certificate: X509Certificate | null
  key: KeyObject
}

interface Subject {
  name: string
  publicKey: KeyObject
  extensions: Record<string, string>
}

function issue({ certificate, key }: Issuer, { name, publicKey, extensions }: Subject): X509Certificate {
  const life = lifeFrom(Date.now(), LIFE_DAYS, OFFSET_SECONDS)
  const subject = { CN: name }
  return new X509Certificate(
    issueCertificate({ subject, issuer: certificate, signer: key, publicKey, ...life, extensions }),
  )
}

export function writeCertificates(dir: string, names: readonly string[]): void {
  const write = (file: string, content: string | Buffer) => writeFileSync(join(dir, file), content, { mode: 0o600 })
  const root = generateKeyPairSync('ed25519')
  const own = { name: 'yardstick CA', publicKey: root.publicKey, extensions: { basicConstraints: 'CA:TRUE,pathlen:0' } }
  const certificate = issue({ certificate: null, key: root.privateKey }, own)
  write('root.pem', certificate.toString())
  for (const name of names) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const extensions = { basicConstraints: 'CA:FALSE', subjectAltName: `DNS:${name}` }
    write(`${name}.pem`, issue({ certificate, key: root.privateKey }, { name, publicKey, extensions }).toString())
    write(`${name}.key`, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  }
}
