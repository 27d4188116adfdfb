/**
 * Tokens: the CA's side of permits. Makes them, and decides whether a proof is good.
 *
 * Owns nothing; records are handed in.
 */
import type { Permit } from '../api/permit.ts'
import { isSameSecret } from '../common/digest.ts'
import { fault } from '../common/errors.ts'
import { parseText } from '../common/parse.ts'
import { macOf } from '../common/permit.ts'
import { randomHex } from '../common/random.ts'
import type { Token, TokenRecords } from './record-tokens.ts'

/** Bytes of a token's id and secret. */
const idBytes = 8
const secretBytes = 32

/** Longest of the fields of a proof that is read: digests in hex, names. */
const fieldLength = 100

/** Makes and stores a token, and gives the permit that carries it. */
export function createPermit(
  records: TokenRecords,
  mesh: Pick<Permit, 'mesh' | 'roots' | 'hubs'>,
  options: Omit<Token, 'id' | 'secret' | 'left'>,
): Permit {
  const token: Token = {
    ...options,
    id: randomHex(idBytes),
    secret: randomHex(secretBytes),
    left: options.uses,
  }
  records.putToken(token)
  return permitOf(mesh, token)
}

/** The permit that carries a token. */
export function permitOf({ mesh, roots, hubs }: Pick<Permit, 'mesh' | 'roots' | 'hubs'>, token: Token): Permit {
  return {
    version: 1,
    mesh,
    roots,
    hubs,
    user: token.user,
    token: { id: token.id, secret: token.secret },
    expires: token.expires,
    uses: token.uses,
  }
}

/** What every proof carries. */
export interface Proof {
  token: string
  mesh: string
  user: string
  mac: string
}

/** The proof in the fields of an enrolment request. Throws bad-request. */
export function parseProof(request: Record<string, unknown>): Proof {
  return {
    token: parseText(request.token, 'token', fieldLength),
    mesh: parseText(request.mesh, 'mesh', fieldLength),
    user: parseText(request.user, 'user', fieldLength),
    mac: parseText(request.mac, 'mac', fieldLength),
  }
}

/**
 * The token that the proof is for, if it is good. `fields` is what the MAC is over. Throws permit-foreign, permit-invalid, in
 * this order.
 */
export function checkProof(
  records: TokenRecords,
  proof: Proof,
  fields: object,
  expected: { isOurs: (root: string) => boolean; kind: Token['kind'] },
): Token {
  if (!expected.isOurs(proof.mesh)) {
    throw fault('permit-foreign', 'the permit is of another mesh', 'Ask who invited you for one of this mesh.')
  }
  const token = records.findToken(proof.token)
  const isKnown = token !== undefined && token.kind === expected.kind && token.user === proof.user
  if (!isKnown || !isSameSecret(proof.mac, macOf(token.secret, fields))) {
    throw fault(
      'permit-invalid',
      'the permit is not known to the CA, was changed, or was revoked',
      'Ask for a new one: ztm invite USER',
    )
  }
  return token
}

/** May the token be used once more? Throws permit-expired, permit-used, in this order. */
export function checkUsable(token: Token, now: number): void {
  if (now > token.expires) {
    throw fault(
      'permit-expired',
      `the permit expired at ${new Date(token.expires).toISOString()}`,
      'Ask for a new one: ztm invite USER',
    )
  }
  if (token.left < 1) {
    throw fault(
      'permit-used',
      `the permit has enrolled as many as it may (${token.uses})`,
      'Ask for a new one: ztm invite USER',
    )
  }
}
