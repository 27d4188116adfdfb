/**
 * Ends whatever is still joined to a Hub, because one of its parties is gone.
 *
 * Pipy ends an accepted connection that breaks while it is written to without a StreamEnd (src/inbound.cpp): the other
 * parties would wait for ever. Owns nothing. For onEnd: the pipeline that ends is still a party while its onEnd runs, and
 * writing into it then ends the engine, so it is done in the next turn.
 */
export function endHub(hub: Hub | undefined): void {
  if (hub) new Timeout(0).wait().then(() => hub.broadcast(new StreamEnd()))
}
