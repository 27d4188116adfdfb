/**
 * How TLS gets at the text of certificates and keys without knowing the `crypto` global that made them.
 *
 * Owns no state. A symbol, so that scripts cannot come to depend on what Pipy's objects do not have.
 */

/** The PEM text of a crypto.Certificate, CertificateChain (leaf first; empty for an empty chain) or PrivateKey. */
export const PEM = Symbol('pem')

export interface HasPEM {
  readonly [PEM]: string
}

export const hasPEM = (value: unknown): value is HasPEM =>
  typeof value === 'object' && value !== null && typeof (value as Partial<HasPEM>)[PEM] === 'string'
