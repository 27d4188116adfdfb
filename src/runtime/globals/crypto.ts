// The global `crypto`: keys, certificates, digests, signatures. Follows Pipy's src/api/crypto.cpp.
//
// Owns no state: each family lives in a file crypto-….ts of its own. Tells TLS how a peer's certificate becomes a Certificate.

import { setCertificateMaker } from '../host/tls-context.ts'
import { Certificate, CertificateChain } from './crypto-certificate.ts'
import { Cipher, Decipher } from './crypto-cipher.ts'
import { Hash, Hmac } from './crypto-hash.ts'
import { JWK, JWT } from './crypto-jose.ts'
import { PrivateKey, PublicKey } from './crypto-key.ts'
import { Sign, Verify } from './crypto-sign.ts'

setCertificateMaker(x509 => new Certificate(x509))

export const crypto = {
  Certificate,
  CertificateChain,
  Cipher,
  Decipher,
  Hash,
  Hmac,
  JWK,
  JWT,
  PrivateKey,
  PublicKey,
  Sign,
  Verify,
}
