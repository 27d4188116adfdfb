/**
 * The agent's local REST API: what the command line and the console call.
 *
 * Owns nothing: answers from the agent and its memberships. Who may call is decided before (local-access.ts).
 */
import type { AgentApi } from '../api/agent.ts'
import type { Mesh, Page, Port, Service } from '../api/types.ts'
import { parseAddress } from '../common/addresses.ts'
import { engineName } from '../common/engine.ts'
import { fault } from '../common/errors.ts'
import type { Call, Handlers } from '../common/http/router.ts'
import { checkName } from '../common/names.ts'
import { parseObject } from '../common/parse.ts'
import { parsePermit } from '../common/permit.ts'
import { version } from '../common/version.ts'
import type { Administered } from './administered.ts'
import {
  evict,
  invite,
  listAudit,
  listJoinedUsers,
  listMembers,
  listPermits,
  revokePermit,
  setPolicy,
} from './administration.ts'
import type { Agent } from './agent.ts'
import { describeComputer } from './computer.ts'
import { diagnose } from './doctor.ts'
import type { Membership } from './membership.ts'
import { parseActivityQuery, parseDialled, parseListen, parsePort, parseProtocol, parseService } from './parse.ts'
import { checkGivenPolicy, explainAccess } from './policy.ts'

type LocalCall = Call<undefined>

/** One handler a route; `agent` is the process's state, `address` is where the API itself listens. */
export function createHandlers(agent: Agent, address: () => string): Handlers<AgentApi, undefined> {
  const meshOf = ({ params }: LocalCall): Membership => agent.get(params.mesh ?? '')
  return {
    'GET /api/version': () => ({ version, engine: engineName() }),
    'GET /api/status': () => ({
      version,
      engine: engineName(),
      since: agent.since,
      meshes: meshesOf(agent),
      hub: agent.hub.find(),
      portMap: agent.findPortMap(),
    }),
    ...hubHandlers(agent, address),
    'GET /api/meshes': () => pageOf(meshesOf(agent)),
    'POST /api/meshes': async ({ body }) => {
      const { name, as, permit } = parseObject(body, 'the request')
      const joined = await agent.join({
        mesh: checkName(name, 'name'),
        as: checkName(as, 'as'),
        permit: parsePermit(typeof permit === 'string' ? permit : JSON.stringify(permit ?? null)),
      })
      return joined.describe()
    },
    'GET /api/meshes/{mesh}': call => meshOf(call).describe(),
    'DELETE /api/meshes/{mesh}': call => {
      agent.leave(meshOf(call).name)
      return { left: true as const }
    },
    'GET /api/meshes/{mesh}/hubs': call =>
      pageOf(
        meshOf(call)
          .links()
          .map(link => link.status()),
      ),
    'GET /api/meshes/{mesh}/ping/{endpoint}': call => meshOf(call).ping(call.params.endpoint ?? ''),
    'GET /api/meshes/{mesh}/endpoints': call =>
      meshOf(call).getLink().client('GET /api/endpoints', { query: call.query }),
    'GET /api/meshes/{mesh}/endpoints/{endpoint}': call =>
      meshOf(call)
        .getLink()
        .client('GET /api/endpoints/{endpoint}', { params: { endpoint: call.params.endpoint ?? '' } }),
    'GET /api/meshes/{mesh}/services': call =>
      meshOf(call).getLink().client('GET /api/services', { query: call.query }),
    'GET /api/meshes/{mesh}/offers': call => meshOf(call).getLink().client('GET /api/offers', { query: call.query }),
    'GET /api/meshes/{mesh}/users': call => meshOf(call).getLink().client('GET /api/users', { query: call.query }),
    'GET /api/meshes/{mesh}/summary': call => meshOf(call).getLink().client('GET /api/summary'),
    'POST /api/meshes/{mesh}/permits': call => invite(meshOf(call), call.body),
    'GET /api/meshes/{mesh}/permits': async call => pageOf(await listPermits(meshOf(call))),
    'DELETE /api/meshes/{mesh}/permits/{permit}': call => revokePermit(meshOf(call), call.params.permit ?? ''),
    'GET /api/meshes/{mesh}/audit': call => listAudit(meshOf(call), call.query),
    'POST /api/meshes/{mesh}/evictions': call => evict(meshOf(call), call.body),
    'GET /api/meshes/{mesh}/ca': call => meshOf(call).ca.ask({ action: 'roots' }),
    'POST /api/meshes/{mesh}/ca/rotation': call => meshOf(call).ca.ask({ action: 'rotate' }),
    'DELETE /api/meshes/{mesh}/ca/rotation': call => meshOf(call).ca.ask({ action: 'retire' }),
    'GET /api/meshes/{mesh}/members': call => listMembers(meshOf(call), call.query),
    'GET /api/meshes/{mesh}/joined-users': call => listJoinedUsers(meshOf(call), call.query),
    'GET /api/meshes/{mesh}/activity': call => meshOf(call).activity(parseActivityQuery(call.query)),
    'GET /api/meshes/{mesh}/stats': call => agent.stats.of(meshOf(call).name),
    'GET /api/meshes/{mesh}/diagnosis': async call => pageOf(await diagnose(meshOf(call))),
    'GET /api/meshes/{mesh}/policy': call => meshOf(call).policy(),
    'PUT /api/meshes/{mesh}/policy': call => setPolicy(meshOf(call), call.body),
    'POST /api/meshes/{mesh}/policy/check': call => checkGivenPolicy(meshOf(call), call.body),
    'GET /api/meshes/{mesh}/policy/explain': call => explainAccess(meshOf(call), call.query),
    ...serviceHandlers(meshOf),
    ...portHandlers(meshOf),
  }
}

function hubHandlers(agent: Agent, address: () => string) {
  return {
    'GET /api/computer': () => describeComputer([portOf(address()), ...ownPorts(agent)]),
    'POST /api/hub': async ({ body }: LocalCall) => {
      const { mesh, as, address: dialled } = parseObject(body, 'the request')
      const wish = { mesh: checkName(mesh, 'mesh'), as: checkName(as, 'as'), address: parseDialled(dialled) }
      return (await agent.host(wish)).describe()
    },
    'DELETE /api/hub': async () => {
      const hub = agent.hub.find()
      if (!hub) throw fault('not-found', 'this agent runs no hub')
      for (const { name, stored } of agent.list()) if (stored.hubs.includes(hub.address)) agent.leave(name)
      await agent.hub.remove()
      return { deleted: true as const }
    },
  }
}

const portOf = (address: string): number => parseAddress(address, 'address').port

/** What listens for the agent itself: nobody wants to publish that. */
function ownPorts(agent: Agent): number[] {
  const hub = agent.hub.find()
  const opened = agent.list().flatMap(membership => membership.ports().map(({ port }) => port))
  return [...(hub ? [portOf(hub.address)] : []), ...opened]
}

type MeshOf = (call: LocalCall) => Membership

function serviceHandlers(meshOf: MeshOf) {
  return {
    'GET /api/meshes/{mesh}/endpoints/{endpoint}/services': async (call: LocalCall) =>
      pageOf(await (await endpointOf(meshOf, call)).services()),
    'PUT /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}': async (
      call: LocalCall,
    ): Promise<Service> => {
      const service = parseService(call.params, call.body)
      await (await endpointOf(meshOf, call)).publish(service)
      return service
    },
    'DELETE /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}': async (call: LocalCall) => {
      const { protocol = '', name = '' } = call.params
      await (await endpointOf(meshOf, call)).unpublish(protocol, name)
      return { deleted: true as const }
    },
  }
}

function portHandlers(meshOf: MeshOf) {
  return {
    'GET /api/meshes/{mesh}/endpoints/{endpoint}/ports': async (call: LocalCall) =>
      pageOf(await (await endpointOf(meshOf, call)).ports()),
    'PUT /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}': async (
      call: LocalCall,
    ): Promise<Port> => {
      const port = parsePort(call.params, call.body)
      return (await endpointOf(meshOf, call)).openPort(port)
    },
    'DELETE /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}': async (call: LocalCall) => {
      const { ip, port } = parseListen(call.params)
      const protocol = parseProtocol(call.params.protocol)
      await (await endpointOf(meshOf, call)).closePort(protocol, ip, port)
      return { deleted: true as const }
    },
  }
}

/** What `{endpoint}` names: this endpoint (`self`, its id or name), or another, which decides whether it may be changed. */
async function endpointOf(meshOf: MeshOf, call: LocalCall): Promise<Administered> {
  const membership = meshOf(call)
  const { endpointId, endpointName } = membership.stored
  const wanted = call.params.endpoint ?? ''
  if (wanted === 'self' || wanted === endpointId || wanted === endpointName) return membership
  return await membership.administer(wanted)
}

function meshesOf(agent: Agent): Mesh[] {
  return agent.list().map(membership => membership.describe())
}

function pageOf<Item>(items: Item[]): Page<Item> {
  return { items }
}
