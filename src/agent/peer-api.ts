/**
 * What other endpoints may ask of this one besides streams: a ping, and changes of its services and ports.
 *
 * Owns nothing. Decides who may: its own user, and whom a rule of the policy lets administer it (`ztm/admin`). Each change is
 * logged here, with who made it: the owner of this computer sees what others did to it.
 */
import type { PeerApi } from '../api/peer.ts'
import { probeMethod, probeStatus } from '../api/protocol.ts'
import { fault } from '../common/errors.ts'
import { type Call, createRouter, faultMessage, type Handlers } from '../common/http/router.ts'
import type { Log } from '../common/log.ts'
import type { Peer } from '../common/pki/check.ts'
import { decide } from '../common/policy/decide.ts'
import { adminService } from '../common/policy/selectors.ts'
import type { Administered } from './administered.ts'
import type { MeshStateKeeper } from './mesh-state.ts'
import { parseListen, parsePort, parseProtocol, parseService } from './parse.ts'
import type { StoredMesh } from './storage.ts'

export interface PeerApiComponents {
  /** This endpoint, as the CA has recorded it. */
  stored: Pick<StoredMesh, 'endpointId' | 'endpointName' | 'user' | 'labels'>
  state: Pick<MeshStateKeeper, 'compiled' | 'isEvicted'>
  log: Log
  now: () => number
  /** What is asked for; asked when a request comes. */
  own: () => Administered
  /** Nobody changes this endpoint from another. */
  isLocked: boolean
}

/** Answers a request of a peer: never rejects. */
export type PeerAnswer = (request: Message, peer: Peer) => Promise<Message>

export function createPeerAnswer(components: PeerApiComponents): PeerAnswer {
  const { stored, log } = components
  const router = createRouter(createHandlers(components), log)
  return async (request, peer) => {
    const { method, path } = request.head as RequestHead
    // Of no use to anybody but whoever has the session.
    if (method === probeMethod) return new Message({ status: probeStatus })
    const why = whyRefused(components, peer, path)
    if (why === '') return await router(request, peer)
    log.warn('access denied', { user: peer.user, from: peer.id, to: `the API of ${stored.endpointName}`, why })
    return faultMessage(
      fault('access-denied', 'you may not reach this', "Ask its owner, or the mesh's admins, for a policy rule."),
    )
  }
}

/** Why a peer may not ask; '' when it may. */
function whyRefused({ stored, state, now, isLocked }: PeerApiComponents, peer: Peer, path: string): string {
  if (state.isEvicted(peer.id)) return 'it is evicted'
  if (isLocked && path !== '/api/ping') return 'it is changed at itself only (--no-remote-admin)'
  const { endpointId: id, endpointName: name, user, labels } = stored
  const endpoint = { id, name, user, labels }
  const { allowed, why } = decide(state.compiled(), { user: peer.user, endpoint, service: adminService, now: now() })
  return allowed ? '' : why
}

function createHandlers({ own, now, log }: PeerApiComponents): Handlers<PeerApi, Peer> {
  const note = ({ caller, params }: Call<Peer>, what: string, more: Record<string, unknown> = {}): void =>
    log.info(`${what} by another endpoint`, { user: caller.user, from: caller.id, ...params, ...more })
  return {
    'GET /api/ping': () => ({ time: now() }),
    'GET /api/services': async () => ({ items: await own().services() }),
    'PUT /api/services/{protocol}/{name}': async call => {
      const service = parseService(call.params, call.body)
      await own().publish(service)
      note(call, 'service published', { target: service.target })
      return service
    },
    'DELETE /api/services/{protocol}/{name}': async call => {
      const { protocol = '', name = '' } = call.params
      await own().unpublish(protocol, name)
      note(call, 'service withdrawn')
      return { deleted: true as const }
    },
    'GET /api/ports': async () => ({ items: await own().ports() }),
    'PUT /api/ports/{ip}/{protocol}/{port}': async call => {
      const port = parsePort(call.params, call.body)
      const opened = await own().openPort(port)
      note(call, 'port opened', { service: port.service })
      return opened
    },
    'DELETE /api/ports/{ip}/{protocol}/{port}': async call => {
      const { ip, port } = parseListen(call.params)
      await own().closePort(parseProtocol(call.params.protocol), ip, port)
      note(call, 'port closed')
      return { deleted: true as const }
    },
  }
}
