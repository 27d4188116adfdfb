/**
 * What has to change so that this computer is what a document says.
 *
 * Pure: compares what is with what is wanted. Applying is for commands/apply.ts.
 */
import type { Change } from '../api/command-line.ts'
import type { Mesh, Port, Service } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import type { NodeDocument, WantedPort, WantedService } from './node-document.ts'

/** What there is now; no mesh: it is to be joined first. */
export interface NodeState {
  mesh?: Mesh
  services: Service[]
  ports: Port[]
}

/**
 * Changes in the order in which they can be made. Throws what a document cannot change: bad-request without a way to join,
 * already-exists for labels and a name that were given for good.
 */
export function findChanges(node: NodeDocument, state: NodeState): Change[] {
  const changes: Change[] = []
  if (!state.mesh) {
    if (!node.join) {
      throw fault(
        'mesh-not-found',
        `this computer is in no mesh "${node.mesh}"`,
        'Write "join": { "as": NAME, "permit": FILE }',
      )
    }
    changes.push({ action: 'add', kind: 'mesh', name: node.mesh, to: `as ${node.join.as}` })
  } else {
    checkFixed(node, state.mesh)
  }
  changes.push(...compare('port', mapOf(state.ports, portName, portFact), mapOf(node.ports, portName, portFact)))
  changes.push(
    ...compare(
      'service',
      mapOf(state.services, serviceName, serviceFact),
      mapOf(node.services, serviceName, serviceFact),
    ),
  )
  return changes
}

/** What the CA has recorded cannot be changed from here. */
function checkFixed({ join, labels }: NodeDocument, { name, endpoint, labels: recorded }: Mesh): void {
  if (join && join.as !== endpoint.name) {
    const hint = `ztm leave ${name} first, or write "as": "${endpoint.name}"`
    throw fault('already-exists', `this computer is ${endpoint.name} in ${name}, not ${join.as}`, hint)
  }
  if (!labels || textOf(labels) === textOf(recorded)) return
  throw fault(
    'already-exists',
    `the CA has recorded the labels ${textOf(recorded)} for this computer, not ${textOf(labels)}`,
    'They come with the permit: leave, and join with one made by ztm invite --label KEY=VALUE',
  )
}

function textOf(labels: Record<string, string>): string {
  const parts = Object.keys(labels).map(key => `${key}=${labels[key]}`)
  return parts.length > 0 ? parts.sort().join(',') : '(none)'
}

/** Facts by name; undefined: nothing is said about them. */
function mapOf<Item>(
  items: Item[] | undefined,
  name: (item: Item) => string,
  fact: (item: Item) => string,
): Map<string, string> | undefined {
  if (!items) return undefined
  const map = new Map<string, string>()
  for (const item of items) map.set(name(item), fact(item))
  return map
}

const serviceName = ({ protocol, name }: Pick<WantedService, 'protocol' | 'name'>): string => `${protocol}/${name}`

function serviceFact({ target, users, check }: Pick<WantedService, 'target' | 'users' | 'check'>): string {
  return `${target}${users ? ` for ${users.join(', ')}` : ''}${check ? ` checked by ${check}` : ''}`
}

function portName({ protocol, ip, port }: Pick<WantedPort, 'protocol' | 'ip'> & { port: string | number }): string {
  const host = ip.includes(':') ? `[${ip}]` : ip
  return `${protocol}/${host}:${port}`
}

function portFact(port: Pick<WantedPort, 'protocol' | 'service' | 'endpoint' | 'sticky' | 'speaks'>): string {
  const { protocol, service, endpoint, sticky, speaks } = port
  const kinds = `${sticky ? ` by ${sticky}` : ''}${speaks ? ` as ${speaks}` : ''}`
  return `${protocol}/${service}${endpoint ? `@${endpoint}` : ''}${kinds}`
}

function compare(
  kind: Change['kind'],
  have: Map<string, string> | undefined,
  want: Map<string, string> | undefined,
): Change[] {
  const changes: Change[] = []
  if (!want || !have) return changes
  for (const [name, from] of have) if (!want.has(name)) changes.push({ action: 'remove', kind, name, from })
  for (const [name, to] of want) {
    const from = have.get(name)
    if (from === undefined) changes.push({ action: 'add', kind, name, to })
    else if (from !== to) changes.push({ action: 'change', kind, name, from, to })
  }
  return changes
}
