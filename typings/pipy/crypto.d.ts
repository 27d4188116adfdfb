// Keys, certificates, digests, signatures. Follows Pipy's src/api/crypto.cpp (OpenSSL 3.5 on both engines).
// Not there: random bytes (src/common/random.ts), fingerprints and serial numbers of certificates, encrypted PEM,
// AEAD (GCM gives no tag, so it is not declared here).

/** Digests that both engines have. An unknown name ends the engine, so the list is closed. */
type HashAlgorithm = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'sha3-256' | 'sha3-512'

/** Key types that `new crypto.PrivateKey` makes. EC keys can be loaded from PEM, not made. */
type KeyType = 'rsa' | 'ed25519' | 'ed448' | 'x25519' | 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87'

interface PrivateKey {
  /** PKCS#8 PEM, unencrypted. */
  toPEM(): Data
}
interface PrivateKeyConstructor {
  /** From PEM. Throws when it is not a private key. */
  new (pem: string | Data): PrivateKey
  /** Makes a key. `bits` (2048 by default) is for rsa. ML-DSA needs OpenSSL 3.5 in the engine, else it throws. */
  new (options: { type: KeyType; bits?: number }): PrivateKey
  readonly prototype: PrivateKey
}

interface PublicKey {
  /** SubjectPublicKeyInfo PEM. */
  toPEM(): Data
}
interface PublicKeyConstructor {
  /** From PEM, or the public half of a private key. Throws when the text is not a public key. */
  new (source: string | Data | PrivateKey): PublicKey
  readonly prototype: PublicKey
}

/**
 * Names in the order of writing. Short or long names (CN, commonName) go in, **long names come out** (commonName).
 * Known attributes: CN, OU, O, L, ST, C, SN, GN, serialNumber, title, emailAddress, UID, DC.
 * The C++ engine **silently drops** unknown attributes, empty values and values that are too long (over 64 characters
 * for CN, OU, O; other than 2 letters for C); ours throws a TypeError, so that no identity gets lost.
 */
type CertificateName = { [attribute: string]: string }

/** X.509 v3 extensions in OpenSSL's configuration syntax. 'critical,…', raw OIDs and others than these throw on the engine. */
interface CertificateExtensions {
  /** 'CA:TRUE', 'CA:TRUE,pathlen:0', 'CA:FALSE'. */
  basicConstraints?: string
  /** 'keyCertSign,cRLSign', 'digitalSignature'. */
  keyUsage?: string
  /** 'serverAuth,clientAuth'. */
  extendedKeyUsage?: string
  /** 'DNS:a.example,IP:127.0.0.1,URI:…,email:…'. */
  subjectAltName?: string
}

interface CertificateOptions {
  subject: CertificateName
  /** The **signer's** key. */
  privateKey: PrivateKey
  /** The key that is certified. Left out, it would be the issuer's own: so it is required here. */
  publicKey: PublicKey
  /** Left out: self-signed, the issuer's name is the subject. */
  issuer?: Certificate
  /** Whole days of life from now + timeOffset; 30 by default; fractions are cut off. */
  days?: number
  /** Seconds, may be negative: shifts both ends. Use about -300 against clocks that differ. */
  timeOffset?: number
  extensions?: CertificateExtensions
}

/**
 * A certificate. It can be inspected a little and handed to TLS; it **cannot be verified** by a script, has no serial
 * number, key or fingerprint to read. So identities are in `subject` and in DNS names.
 */
interface Certificate {
  toPEM(): Data
  /** By long names: commonName, organizationalUnitName, organizationName … If one occurs twice the last counts. */
  readonly subject: CertificateName
  readonly issuer: CertificateName
  /** **DNS names only**; IP addresses, URIs and e-mail addresses in the SAN are not shown. */
  readonly subjectAltNames: string[]
  /** Milliseconds, as Date.now(). */
  readonly notBefore: number
  readonly notAfter: number
}
interface CertificateConstructor {
  /** From PEM: the first certificate in the text. Throws when there is none. */
  new (pem: string | Data): Certificate
  /** Issues a certificate with a random 159-bit serial number. Version 3 if it has extensions, else version 1. */
  new (options: CertificateOptions): Certificate
  readonly prototype: Certificate
}

/** Certificates from leaf to root, for TLS. Opaque. */
interface CertificateChain {
  readonly _chain: never
}
interface CertificateChainConstructor {
  /** From concatenated PEM. **Text without a certificate gives an empty chain and no error.** */
  new (pem: string | Data): CertificateChain
  readonly prototype: CertificateChain
}

interface Hash {
  /** Text is taken as UTF-8 unless an encoding is given. Gives nothing to chain on. */
  update(data: string | Data): void
  update(data: string, encoding: DataEncoding): void
  /** **Once only**: a second digest is memory corruption on the C++ engine and a TypeError on ours. */
  digest(): Data
  digest(encoding: 'hex' | 'base64' | 'base64url'): string
}
interface HashConstructor {
  new (algorithm: HashAlgorithm): Hash
  readonly prototype: Hash
}

interface Hmac {
  update(data: string | Data): void
  update(data: string, encoding: DataEncoding): void
  /** **Once only**, as for Hash. */
  digest(): Data
  digest(encoding: 'hex' | 'base64' | 'base64url'): string
}
interface HmacConstructor {
  new (algorithm: HashAlgorithm, key: string | Data): Hmac
  readonly prototype: Hmac
}

/**
 * A signature over a text. What is signed depends on the key:
 * - **Ed25519, Ed448, ML-DSA: the digest is what is signed** (the 32 bytes of SHA-256 are the message). That is not
 *   what other programs sign for these keys: they must hash first, then sign the hash.
 * - RSA (PKCS#1 v1.5) and ECDSA (DER): the usual signature over the digest.
 */
interface Sign {
  update(data: string | Data): void
  update(data: string, encoding: DataEncoding): void
  /** Once only. Throws when the key cannot sign. */
  sign(key: PrivateKey): Data
  sign(key: PrivateKey, encoding: 'hex' | 'base64' | 'base64url'): string
}
interface SignConstructor {
  new (algorithm: HashAlgorithm): Sign
  readonly prototype: Sign
}

/** The counterpart of Sign: feed the same text, then verify once. */
interface Verify {
  update(data: string | Data): void
  update(data: string, encoding: DataEncoding): void
  /**
   * False for a wrong or a malformed signature. Throws when text is not valid in `encoding`, and for a malformed signature
   * with an EC key (one that is not DER).
   */
  verify(key: PublicKey, signature: Data): boolean
  verify(key: PublicKey, signature: string, encoding: 'hex' | 'base64' | 'base64url'): boolean
}
interface VerifyConstructor {
  new (algorithm: HashAlgorithm): Verify
  readonly prototype: Verify
}

/** Block and stream ciphers without authentication: add an Hmac over the result, and check it before deciphering. */
type CipherAlgorithm = 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc' | 'aes-128-ctr' | 'aes-192-ctr' | 'aes-256-ctr'

/** Lengths must be exact: 16, 24 or 32 bytes of key, 16 of iv. A missing iv would end the engine. */
interface CipherOptions {
  key: string | Data
  iv: string | Data
}
interface Cipher {
  update(data: string | Data): Data
  /** The rest. Nothing may be called after it. */
  final(): Data
}
interface CipherConstructor {
  /** Throws on wrong lengths. */
  new (algorithm: CipherAlgorithm, options: CipherOptions): Cipher
  readonly prototype: Cipher
}
interface Decipher {
  update(data: string | Data): Data
  /** The rest. Throws when the padding is wrong. */
  final(): Data
}
interface DecipherConstructor {
  new (algorithm: CipherAlgorithm, options: CipherOptions): Decipher
  readonly prototype: Decipher
}

/** A public key in JSON: kty RSA (n, e) or EC (crv P-256, P-384 or P-521, x, y). */
interface JWK {
  readonly isValid: boolean
}
interface JWKConstructor {
  /** Throws when a member is missing or unknown. */
  new (jwk: object): JWK
  readonly prototype: JWK
}

/**
 * A JSON Web Token of algorithm HS* or RS* (256, 384, 512). Verifies signatures only: **dates and audience are the caller's to
 * check.** ES* works on our engine; the C++ engine calls every second right signature of it wrong.
 */
interface JWT {
  /** Whether it could be parsed. Says nothing about the signature. */
  readonly isValid: boolean
  readonly header: any
  readonly payload: any
  /**
   * Text or Data: the secret of HS*, or a PEM key. False on a wrong signature, throws when a PEM cannot be read.
   * **The token chooses the algorithm:** check `header.alg` first, or a public PEM passes as the secret of HS* on the C++
   * engine and anybody can sign. Ours answers false.
   */
  verify(key: string | Data | PublicKey | JWK): boolean
}
interface JWTConstructor {
  new (token: string): JWT
  readonly prototype: JWT
}

interface Crypto {
  readonly PrivateKey: PrivateKeyConstructor
  readonly PublicKey: PublicKeyConstructor
  readonly Certificate: CertificateConstructor
  readonly CertificateChain: CertificateChainConstructor
  readonly Hash: HashConstructor
  readonly Hmac: HmacConstructor
  readonly Sign: SignConstructor
  readonly Verify: VerifyConstructor
  readonly Cipher: CipherConstructor
  readonly Decipher: DecipherConstructor
  readonly JWK: JWKConstructor
  readonly JWT: JWTConstructor
}
declare var crypto: Crypto
