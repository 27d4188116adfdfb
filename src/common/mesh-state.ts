/**
 * The mesh state as signed text: made by the CA, checked by everybody else.
 *
 * Pure but for the engine's crypto.
 */
import type { EvictedEndpoint, MeshState, SignedState } from '../api/state.ts'
import { isSignedBy } from './admin.ts'
import { canonical } from './canonical.ts'
import { fault } from './errors.ts'
import { parseNumber, parseObject, parseText } from './parse.ts'
import { meshDigest } from './permit.ts'
import { publicKeyIn } from './pki/pem.ts'
import { parsePolicy } from './policy/parse.ts'

/** Longest text that is read: ten thousand evicted endpoints and more. */
const textLength = 4 * 1024 * 1024

/** Longest id and digest. */
const idLength = 100

const timeRange: [number, number] = [0, Number.MAX_SAFE_INTEGER]

/** Signs with the root's key. */
export function signState(state: MeshState, key: PrivateKey): SignedState {
  const text = canonical(state)
  const signer = new crypto.Sign('sha256')
  signer.update(text)
  return { text, signature: signer.sign(key, 'base64') }
}

/**
 * The state in a signed text that came from outside, if one of `roots` (PEM) has signed it and it is of the mesh of the
 * first. Throws bad-request or signature-invalid.
 */
export function openState(value: unknown, roots: string[]): { state: MeshState; signed: SignedState } {
  const source = parseObject(value, 'the mesh state')
  const signed = {
    text: parseText(source.text, 'text', textLength),
    signature: parseText(source.signature, 'signature', idLength * 2),
  }
  if (!roots.some(root => isSignedBy(publicKeyIn(root), signed.text, signed.signature))) {
    throw fault('signature-invalid', 'the mesh state is not signed by the CA of this mesh')
  }
  const state = parseState(signed.text)
  if (state.mesh !== meshDigest(roots[0] ?? '')) {
    throw fault('signature-invalid', 'the mesh state is of another mesh')
  }
  return { state, signed }
}

/** Signed by our CA, and nevertheless checked: an older agent meets a newer CA. */
function parseState(text: string): MeshState {
  const source = parseObject(JSON.parse(text), 'the mesh state')
  const evicted: unknown = source.evicted
  if (!(evicted instanceof Array)) throw fault('bad-request', 'evicted is not a list')
  return {
    mesh: parseText(source.mesh, 'mesh', idLength),
    version: parseNumber(source.version, 'version', [1, Number.MAX_SAFE_INTEGER]),
    issued: parseNumber(source.issued, 'issued', timeRange),
    evicted: evicted.map((item: unknown) => parseEvicted(item)),
    policy: parsePolicy(source.policy),
  }
}

function parseEvicted(value: unknown): EvictedEndpoint {
  const { id, until } = parseObject(value, 'an evicted endpoint')
  return { id: parseText(id, 'id', idLength), until: parseNumber(until, 'until', timeRange) }
}
