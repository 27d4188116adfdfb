/**
 * PCP (RFC 6887): the MAP request for a TCP port, and its answer, as bytes.
 *
 * Pure. An answer that is not to the question, or too short, is undefined: whoever asked goes on waiting.
 */
import { bytesOf, ipv4At, mappedIPv6, numberAt, zeros } from './bytes.ts'
import type { Answer } from './types.ts'

const version = 2
const mapOpcode = 1
const answered = 128

/** IANA's number of TCP. */
const tcp = 6

/** Bytes of an answer to MAP: the common head (7.2) and what belongs to the opcode (11.1). */
const headBytes = 24
const replyBytes = headBytes + 36
const nonceBytes = 12

/** Result codes of 7.4 in words, as far as they tell the owner of the router something. */
const results: Record<string, string> = {
  1: 'it does not speak this version',
  2: 'it is not allowed, or the mapping is of another program',
  7: 'it has no network',
  8: 'it has no room for another mapping',
  9: 'it does not map this protocol',
  10: 'this computer has too many mappings',
  11: 'it cannot give that external port',
  12: 'there is another NAT between here and it',
}

export interface MapQuestion {
  /** Our address towards the router. */
  client: number[]
  /** Who knows it may change and delete the mapping: 12 bytes. */
  nonce: number[]
  port: number
  /** The external port that is wanted. */
  wanted: number
  /** 0 deletes. */
  seconds: number
}

export function mapRequest({ client, nonce, port, wanted, seconds }: MapQuestion): Data {
  const head = [version, mapOpcode, 0, 0, ...bytesOf(seconds, 4), ...mappedIPv6(client)]
  const external = seconds === 0 ? 0 : wanted
  const map = [...nonce, tcp, 0, 0, 0, ...bytesOf(port, 2), ...bytesOf(external, 2), ...mappedIPv6(zeros(4))]
  return new Data([...head, ...map])
}

export interface MapReply {
  address: string
  port: number
  seconds: number
}

/** A router that speaks only NAT-PMP answers too, with its own version and a failure (RFC 6886, 3.5). */
export function parseMapReply(bytes: number[], question: MapQuestion): Answer<MapReply> | undefined {
  if (bytes.length < 4) return undefined
  if (bytes[0] === 0) return { failure: 'it speaks NAT-PMP only' }
  if (bytes[0] !== version || bytes[1] !== answered + mapOpcode) return undefined
  const result = bytes[3] ?? 0
  if (bytes.length < replyBytes || !isOf(bytes, question)) {
    // Who does not know the version may answer with the head alone (9).
    return result === 1 ? { failure: results['1'] ?? '' } : undefined
  }
  if (result !== 0) return { failure: results[String(result)] ?? `it answers with result ${result}` }
  const at = headBytes + nonceBytes + 8
  const isIPv4 = numberAt(bytes, at, 8) === 0 && numberAt(bytes, at + 8, 4) === 0xffff
  if (!isIPv4) return { failure: 'it gives an external address that is not IPv4' }
  return {
    value: { address: ipv4At(bytes, at + 12), port: numberAt(bytes, at - 2, 2), seconds: numberAt(bytes, 4, 4) },
  }
}

/** Nonce, protocol and port must be those that were asked about (11.4). */
function isOf(bytes: number[], { nonce, port }: MapQuestion): boolean {
  for (let i = 0; i < nonceBytes; i++) if (bytes[headBytes + i] !== nonce[i]) return false
  return bytes[headBytes + nonceBytes] === tcp && numberAt(bytes, headBytes + nonceBytes + 4, 2) === port
}
