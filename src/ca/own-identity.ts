/**
 * The identity of the CA's own TLS servers: a key that is never written down, certified by the CA itself.
 *
 * Owns the key for the life of the process, and renews the certificate like any other.
 */
import type { Log } from '../common/log.ts'
import { createKey } from '../common/pki/key-type.ts'
import { keepRenewed, notAfterOf } from '../common/pki/renewal.ts'
import { certificateOf, createIdentity, type Identity, trust } from '../common/pki/tls.ts'
import type { CA } from './ca.ts'

export interface IdentityComponents {
  ca: CA
  now: () => number
  log: Log
  keyType: KeyType
}

export function createOwnIdentity({ ca, now, log, keyType }: IdentityComponents): Identity {
  const key = createKey(keyType)
  const keyText = key.toPEM().toString() ?? ''
  const certify = () => ca.certifySelf(new crypto.PublicKey(key))
  let life = { issued: now(), certificate: certify() }
  const identity = createIdentity({ certificate: life.certificate, key: keyText, roots: ca.roots() })
  const renew = (): void => {
    life = { issued: now(), certificate: certify() }
    identity.certificate = certificateOf({ certificate: life.certificate, key: keyText })
  }
  let roots = ca.roots().join('')
  ca.onRoots(() => {
    if (roots === ca.roots().join('')) return
    roots = ca.roots().join('')
    trust(identity, ca.roots())
    renew()
  })
  keepRenewed({
    life: () => ({ issued: life.issued, notAfter: notAfterOf(life.certificate) }),
    renew: async () => renew(),
    now,
    log,
    isOver: () => false,
  })
  return identity
}
