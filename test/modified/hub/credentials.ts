/**
 * The hub's identity, or one that it got hold of.
 *
 * Owns nothing: the real credentials are behind it.
 */
import { notAfterOf } from '../../../src/common/pki/renewal.ts'
import { createIdentity } from '../../../src/common/pki/tls.ts'
import { type Credentials, loadCredentials as loadReal } from '../../../src/hub/credentials.ts'
import { lies } from '../told.ts'

export async function loadCredentials(...given: Parameters<typeof loadReal>): Promise<Credentials> {
  const real = await loadReal(given[0], given[1], given[2])
  const { shown } = lies()
  if (!shown) return real
  const { cert, key, roots } = shown
  return {
    identity: createIdentity({ certificate: cert, key, roots }),
    roots: () => [roots],
    trust: () => undefined,
    certificate: () => cert,
    life: () => ({ issued: Date.now(), notAfter: notAfterOf(cert) }),
    renew: async () => undefined,
  }
}
