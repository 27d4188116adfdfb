/**
 * What a listener offers to acceptTLS: its socket itself, so that TLS runs on it natively.
 *
 * Only a type: host/socket-link.ts implements it.
 */
import type { Duplex } from 'node:stream'
import type { Data } from './data.ts'

export interface ClaimableSocket {
  /**
   * Hands the socket over: events stop flowing through the pipeline below, `unread` is pushed back. The link keeps watching
   * time limits; a StreamEnd written to its sink still ends it.
   */
  claim(unread: Data): Duplex
}
