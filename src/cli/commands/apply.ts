/** `ztm apply`: makes this computer what a document says. */
import type { Change } from '../../api/command-line.ts'
import { toFault } from '../../common/errors.ts'
import { readText } from '../../common/files.ts'
import { parsePermit } from '../../common/permit.ts'
import { type Command, done, jsonOption, type Scene } from '../command.ts'
import { findChanges, type NodeState } from '../node-changes.ts'
import { type NodeDocument, parseNode } from '../node-document.ts'
import { parseJsonFile, printJson } from '../output.ts'

export const apply: Command = {
  summary: 'Makes this computer what a document says: mesh, labels, services, ports. Again, it changes nothing.',
  details: [
    'A document has "mesh", and may have "join" ({ "as": NAME, "permit": FILE }, used once), "labels", "services" and "ports". A list is complete: what is not in it is withdrawn or closed; a list that is absent leaves things as they are. node.schema.json, beside this program, tells editors what may stand where. Labels are compared only: they come with the permit.',
  ],
  words: '',
  count: [0, 0],
  options: {
    ...jsonOption,
    file: { value: 'FILE', short: 'f', help: 'the document', required: true, complete: 'file' },
    'dry-run': { help: 'tell what would change, and change nothing' },
  },
  prints: 'Change[]',
  examples: ['ztm apply -f node.json --dry-run', 'ztm apply -f node.json'],
  run: async scene => {
    const node = parseNode(parseJsonFile(scene.given.text('file')))
    const changes = findChanges(node, await findState(scene, node.mesh))
    const isDry = scene.given.has('dry-run')
    if (!isDry) await make(scene, node, changes)
    if (scene.given.has('json')) printJson(changes)
    else for (const change of changes) println(lineOf(change))
    if (changes.length === 0) return done('nothing to change')
    return done(isDry ? `${changes.length} to change` : `changed ${changes.length}`)
  },
}

async function findState({ agent }: Scene, mesh: string): Promise<NodeState> {
  const params = { mesh, endpoint: 'self' }
  try {
    return {
      mesh: await agent('GET /api/meshes/{mesh}', { params }),
      services: (await agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/services', { params })).items,
      ports: (await agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/ports', { params })).items,
    }
  } catch (caught) {
    if (toFault(caught).code !== 'mesh-not-found') throw caught
    return { services: [], ports: [] }
  }
}

async function make(scene: Scene, node: NodeDocument, changes: Change[]): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'mesh') await join(scene, node)
    else if (change.kind === 'port') await makePort(scene, node, change)
    else await makeService(scene, node, change)
  }
}

async function join({ agent }: Scene, { mesh, join }: NodeDocument): Promise<void> {
  if (!join) return
  const permit = parsePermit(readText(join.permit))
  await agent('POST /api/meshes', { body: { name: mesh, as: join.as, permit } })
}

async function makePort({ agent }: Scene, { mesh, ports = [] }: NodeDocument, { action, name }: Change): Promise<void> {
  const slash = name.indexOf('/')
  const colon = name.lastIndexOf(':')
  const protocol = name.substring(0, slash)
  const host = name.substring(slash + 1, colon)
  const ip = host.startsWith('[') ? host.substring(1, host.length - 1) : host
  const port = name.substring(colon + 1)
  const params = { mesh, endpoint: 'self', ip, protocol, port }
  if (action === 'remove') {
    await agent('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', { params })
    return
  }
  const wanted = ports.find(one => one.protocol === protocol && one.ip === ip && one.port === port)
  if (!wanted) return
  const { service, endpoint, sticky, speaks } = wanted
  const kinds = { ...(sticky ? { sticky } : {}), ...(speaks ? { speaks } : {}) }
  const body = { service, ...(endpoint ? { endpoint } : {}), ...kinds }
  await agent('PUT /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', { params, body })
}

async function makeService(
  { agent }: Scene,
  { mesh, services = [] }: NodeDocument,
  { action, name: title }: Change,
): Promise<void> {
  const slash = title.indexOf('/')
  const protocol = title.substring(0, slash)
  const name = title.substring(slash + 1)
  const params = { mesh, endpoint: 'self', protocol, name }
  if (action === 'remove') {
    await agent('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', { params })
    return
  }
  const wanted = services.find(one => one.protocol === protocol && one.name === name)
  if (!wanted) return
  const { target, users, check } = wanted
  const body = { target, ...(users ? { users } : {}), ...(check ? { check } : {}) }
  await agent('PUT /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', { params, body })
}

/** As a diff has it: `+` for what comes, `-` for what goes, `~` for what changes. */
function lineOf({ action, kind, name, from, to }: Change): string {
  if (action === 'add') return `+ ${kind} ${name} ${kind === 'mesh' ? '' : '-> '}${to}`
  if (action === 'remove') return `- ${kind} ${name} -> ${from}`
  return `~ ${kind} ${name} -> ${to} (was ${from})`
}
