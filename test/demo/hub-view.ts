/**
 * What the hub could see: the file in which it kept what it relayed (`ztm run hub --capture`), looked at without mercy.
 *
 * Owns nothing. Throws if anything there can be read, or if it is not even the traffic that it should be.
 */

import { findRecords } from '../harness/tls-records.ts'
import type { SiteFile } from './site.ts'

/** A piece of text this long does not occur by chance. */
const PHRASE_BYTES = 16

const APPLICATION_DATA = 23

/** Stretches of a capture that belong to no record: pieces cut in the middle, where two directions meet. */
const LEAST_COVERED = 0.99

/** Ciphertext has close to 8 bits a byte; text and HTTP have 4 to 6. */
const LEAST_ENTROPY = 7.9

/** Bytes of a line that shows data. */
const SHOWN_BYTES = 16

export interface HubView {
  bytes: number
  records: number
  /** Bits a byte. */
  entropy: number
  /** How many pieces of the site's text were looked for. Found: none. */
  phrases: number
  /** The first application data, to look at. */
  sample: Buffer
}

/** Every piece of the files, one after the other. */
function phrasesOf(files: readonly SiteFile[]): Buffer[] {
  const pieces: Buffer[] = []
  for (const { content } of files) {
    for (let at = 0; at + PHRASE_BYTES <= content.length; at += PHRASE_BYTES) {
      pieces.push(content.subarray(at, at + PHRASE_BYTES))
    }
  }
  return pieces
}

function entropyOf(data: Buffer): number {
  const counts = new Array<number>(256).fill(0)
  for (const byte of data) counts[byte] = (counts[byte] ?? 0) + 1
  return counts.reduce(
    (sum, count) => (count > 0 ? sum - (count / data.length) * Math.log2(count / data.length) : sum),
    0,
  )
}

/** Looks at a capture made while these files went through. Throws with what is wrong. */
export function lookAtCapture(captured: Buffer, files: readonly SiteFile[]): HubView {
  const sent = files.reduce((sum, { content }) => sum + content.length, 0)
  if (captured.length < sent)
    throw new Error(`the hub kept ${captured.length} bytes, fewer than the ${sent} of the site`)
  const phrases = phrasesOf(files)
  const read =
    phrases.find(phrase => captured.includes(phrase)) ?? ['HTTP/1.1', 'CONNECT'].find(w => captured.includes(w))
  if (read) throw new Error(`the hub could read this: ${JSON.stringify(String(read))}`)
  const { records, covered } = findRecords(captured)
  if (covered < LEAST_COVERED * captured.length) {
    throw new Error(`only ${covered} of ${captured.length} bytes that the hub relayed are TLS`)
  }
  const sample = firstApplicationData(captured)
  const entropy = entropyOf(captured)
  if (entropy < LEAST_ENTROPY) throw new Error(`what the hub relayed has only ${entropy.toFixed(2)} bits a byte`)
  return { bytes: captured.length, records: records.length, entropy, phrases: phrases.length, sample }
}

function firstApplicationData(captured: Buffer): Buffer {
  const at = captured.indexOf(Buffer.from([APPLICATION_DATA, 3, 3]))
  if (at < 0) throw new Error('the hub relayed no application data')
  return captured.subarray(at, at + SHOWN_BYTES)
}

/** The first bytes of data as a hex dump shows them. */
export function dumpLine(data: Buffer): string {
  const shown = data.subarray(0, SHOWN_BYTES)
  const hex = [...shown].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
  const text = [...shown].map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
  return `${hex}  |${text}|`
}
