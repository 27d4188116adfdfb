/**
 * Ends what a pipeline has to do with, because the pipeline is gone: for onEnd.
 *
 * While its onEnd runs a pipeline is half taken apart, and on Pipy events that reach it then end the engine (a crash). So it
 * is done in the next turn. Owns nothing.
 */

/** Does it in the next turn. What has happened until then is to be looked at there. */
export function later(work: () => void): void {
  new Timeout(0).wait().then(work)
}

/**
 * Ends whatever is still joined to a Hub. Pipy ends an accepted connection that breaks while it is written to without a
 * StreamEnd (src/inbound.cpp): the other parties would wait for ever.
 */
export function endHub(hub: Hub | undefined): void {
  if (hub) later(() => hub.broadcast(new StreamEnd()))
}

/** Ends an outgoing connection. */
export function endConnection(outbound: Outbound | undefined): void {
  if (outbound) later(() => outbound.close())
}
