/**
 * The first bytes of a connection to a TLS port: whether it may still become a ClientHello.
 *
 * Owns the count of bytes that came. `pipe` keeps what comes until it knows where to: without an end to that a peer could
 * fill our memory, or stay for ever, without ever having said who it is.
 */

/** The type of a TLS record with a handshake in it (RFC 8446, section 5.1). */
const handshakeRecord = 0x16

/** No ClientHello of any client is that long, in bytes. */
const longestOpening = 64 * 1024

var $bytes = 0

/** True when nothing can come of it any more. To be asked once for each event before the decision. */
export function isHopeless(event: PipyEvent): boolean {
  if (!(event instanceof Data)) return event instanceof StreamEnd
  if (event.size === 0) return false
  if ($bytes === 0 && new Data(event).shift(1).toArray()[0] !== handshakeRecord) return true
  $bytes += event.size
  return $bytes > longestOpening
}
