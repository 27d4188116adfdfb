/**
 * Signed requests, as the CA sees them: who signed, is it fresh, was it seen before. Hubs only carry them.
 *
 * Owns nothing; records are handed in. What the signer may do is decided by whoever calls.
 */
import { isSignedBy } from '../common/admin.ts'
import { fault } from '../common/errors.ts'
import { parseNumber, parseObject, parseText } from '../common/parse.ts'
import { checkTime } from '../common/pki/check.ts'
import type { EndpointRecord, Records } from './records.ts'

/** A signed request may be this old, or this far ahead, in milliseconds: clocks differ. */
const requestAgeMs = 5 * 60 * 1000

/** Longest text of a request, of a signature in base64, of a nonce, of an id. */
const lengths = { request: 1_000_000, signature: 6000, nonce: 100, id: 100 }

export interface Signed {
  /** The endpoint whose key signed. */
  signer: EndpointRecord
  act: Record<string, unknown>
}

/**
 * The act of a signed request, once: a second time it is refused. Call it in the transaction of what it does.
 * Throws bad-request, endpoint-not-found, signature-invalid, certificate-time (the signer's own has run out).
 */
export function takeSigned(records: Records, value: unknown, now: number): Signed {
  const source = parseObject(value, 'the request')
  const text = parseText(source.request, 'request', lengths.request)
  const signature = parseText(source.signature, 'signature', lengths.signature)
  const signer = records.findEndpoint(parseText(source.endpoint, 'endpoint', lengths.id))
  if (!signer) throw fault('endpoint-not-found', 'the CA does not know this endpoint', 'Join again with a new permit.')
  checkSignature(records, signer, text, signature)
  checkTime(new crypto.Certificate(signer.certificate), now)
  const act = parseAct(text)
  checkFresh(records, act, now)
  return { signer, act }
}

/**
 * By the key that was certified last, or by the one before it as long as the last one was never used: its owner may have
 * been killed before it could keep it.
 */
function checkSignature(records: Records, signer: EndpointRecord, text: string, signature: string): void {
  if (isSignedBy(signer.publicKey, text, signature)) {
    if (signer.previousKey) records.dropPreviousKey(signer.id)
  } else if (!signer.previousKey || !isSignedBy(signer.previousKey, text, signature)) {
    throw fault('signature-invalid', "the request is not signed by the endpoint's own key")
  }
}

function parseAct(text: string): Record<string, unknown> {
  let act: unknown
  try {
    act = JSON.parse(text)
  } catch {
    throw fault('bad-request', 'the signed request is not JSON')
  }
  return parseObject(act, 'the signed request')
}

function checkFresh(records: Records, act: Record<string, unknown>, now: number): void {
  const time = parseNumber(act.time, 'time', [0, Number.MAX_SAFE_INTEGER])
  const nonce = parseText(act.nonce, 'nonce', lengths.nonce)
  if (Math.abs(now - time) > requestAgeMs) {
    throw fault(
      'signature-invalid',
      `the request was signed at ${new Date(time).toISOString()}, and the CA's clock says ${new Date(now).toISOString()}`,
      'Set the clocks.',
    )
  }
  if (!records.noteNonce(nonce, time + 2 * requestAgeMs, now)) {
    throw fault('signature-invalid', 'the request was seen before')
  }
}
