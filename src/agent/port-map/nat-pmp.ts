/**
 * NAT-PMP (RFC 6886): what is asked of a router, and what it answers, as bytes.
 *
 * Pure. An answer that is not to the question, or too short, is undefined: whoever asked goes on waiting.
 */
import { bytesOf, ipv4At, numberAt } from './bytes.ts'
import type { Answer } from './types.ts'

/** Opcodes (3.2, 3.3); an answer has the same with `answered` added. */
const addressOpcode = 0
const tcpOpcode = 2
const answered = 128

/** Result codes of 3.5 in words. */
const results = [
  'success',
  'it does not speak this version',
  'it is not allowed, or turned off',
  'it has no network',
  'it has no room for another mapping',
  'it does not know this kind of mapping',
]

/** Asks for the router's external address (3.2). */
export function addressRequest(): Data {
  return new Data([0, addressOpcode])
}

export function parseAddressReply(bytes: number[]): Answer<string> | undefined {
  const failure = readHead(bytes, addressOpcode)
  if (failure !== '') return failure === undefined ? undefined : { failure }
  return bytes.length < 12 ? undefined : { value: ipv4At(bytes, 8) }
}

/** Asks for a mapping of a TCP port (3.3); for `seconds` 0 that there be none (3.4). */
export function mapRequest(port: number, wanted: number, seconds: number): Data {
  const external = seconds === 0 ? 0 : wanted
  return new Data([0, tcpOpcode, 0, 0, ...bytesOf(port, 2), ...bytesOf(external, 2), ...bytesOf(seconds, 4)])
}

export interface MapReply {
  /** The external port. */
  port: number
  seconds: number
}

/** An answer about another port is none. */
export function parseMapReply(bytes: number[], port: number): Answer<MapReply> | undefined {
  const failure = readHead(bytes, tcpOpcode)
  if (failure !== '') return failure === undefined ? undefined : { failure }
  if (bytes.length < 16 || numberAt(bytes, 8, 2) !== port) return undefined
  return { value: { port: numberAt(bytes, 10, 2), seconds: numberAt(bytes, 12, 4) } }
}

/** '' when it succeeded, why it did not, or undefined when this is no answer to such a request. */
function readHead(bytes: number[], opcode: number): string | undefined {
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== answered + opcode) return undefined
  const result = numberAt(bytes, 2, 2)
  return result === 0 ? '' : (results[result] ?? `it answers with result ${result}`)
}
