/**
 * REST contract between endpoints: what one may ask another on a session, besides streams to services.
 *
 * Types only. Its own user may ask all of it; another user only by a rule for `ztm/admin`, and learns nothing without.
 */
import type { Page, Port, Service } from './types.ts'

export interface PeerApi {
  'GET /api/ping': { reply: { time: number } }
  /** What it publishes, with the targets. */
  'GET /api/services': { reply: Page<Service> }
  'PUT /api/services/{protocol}/{name}': {
    body: { target: string; users?: string[]; check?: string }
    reply: Service
  }
  /** Errors: no-such-service. */
  'DELETE /api/services/{protocol}/{name}': { reply: { deleted: true } }
  /** What listens there. */
  'GET /api/ports': { reply: Page<Port> }
  /** Errors: address-in-use, bad-request. */
  'PUT /api/ports/{ip}/{protocol}/{port}': {
    body: { service: string; endpoint?: string; sticky?: 'client-ip'; speaks?: 'http' }
    reply: Port
  }
  /** Errors: no-such-port. */
  'DELETE /api/ports/{ip}/{protocol}/{port}': { reply: { deleted: true } }
}
