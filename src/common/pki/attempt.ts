/**
 * Attempts at cryptography with what came from outside: whatever fails leaves nothing behind.
 *
 * Pipy 2.0.2 leaves what failed in OpenSSL's error queue (src/api/crypto.cpp: throw_error takes one error of several, and verify
 * takes none), and then takes it for an error of the next TLS connection that it reads (src/filters/tls.cpp: SSL_get_error), which it
 * closes: one bad key or signature in one request, and others are cut off. The first step of a TLS handshake clears the queue, so
 * one is begun that leads nowhere. Owns that layout.
 */

/** The handshake of a client with nobody: costs the engine a key pair. */
const toNobody = pipeline($ =>
  $.onStart(new Data())
    .connectTLS({ pqc: { keyExchange: 'X25519' } })
    .to($ => $.replaceStreamStart(new StreamEnd())),
)

/** The engine has its own name; our runtime on Node asks no queue. */
const hasQueue = !pipy.version.tag.startsWith('node-')

/** To be called, in the same turn, after cryptography that failed. */
export function forgetFailure(): void {
  if (hasQueue) toNobody.spawn()
}

/** `work`, whose failure is forgotten by the engine. Throws what `work` throws. */
export function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (caught) {
    forgetFailure()
    throw caught
  }
}
