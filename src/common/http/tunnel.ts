/**
 * What stands behind every connectHTTPTunnel: `.wait(tunnelStarted)`.
 *
 * On Pipy the filter, once its tunnel is accepted, sends itself a signal in the next turn (src/filters/http.cpp,
 * TunnelClient::on_reply). When the answer, the first bytes and the end come in one piece, its pipeline may be over by then, and the
 * signal ends the engine (a crash). Nothing that comes out of the tunnel gets further before that turn. Owns nothing.
 */

/** For `wait`: true once the signal has been. A promise of its own for each, because a promise tells only the last that asked. */
export function tunnelStarted(): Promise<unknown> {
  return new Timeout(0).wait()
}
