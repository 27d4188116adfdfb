/**
 * The document that `ztm apply` takes: what this computer is to be in one mesh. node.schema.json tells editors the same.
 *
 * Pure. Throws bad-request naming the field.
 */
import { formatAddress, parseAddress } from '../common/addresses.ts'
import { fault } from '../common/errors.ts'
import { parseObject, parseText, parseTexts } from '../common/parse.ts'
import { parseLabels } from '../common/policy/parse.ts'
import { parseListenAddress, parseService } from './service-name.ts'

export interface NodeDocument {
  mesh: string
  /** How to join, if the mesh is none of this computer's yet. */
  join?: { as: string; permit: string }
  /** Labels that the CA is to have recorded. */
  labels?: Record<string, string>
  /** All services of this endpoint in the mesh; absent: they are left as they are. */
  services?: WantedService[]
  /** All ports; absent: they are left as they are. */
  ports?: WantedPort[]
}

export interface WantedService {
  protocol: string
  name: string
  target: string
  users?: string[]
  /** As `ztm publish --check` has it. */
  check?: string
}

export interface WantedPort {
  protocol: string
  ip: string
  port: string
  service: string
  endpoint?: string
  sticky?: 'client-ip'
  speaks?: 'http'
}

const longestText = 1000

/** A list of anything is no longer than this. */
const longestList = 1000

export function parseNode(value: unknown): NodeDocument {
  const document = fieldsOf(value, 'the document', ['$schema', 'mesh', 'join', 'labels', 'services', 'ports'])
  const node: NodeDocument = { mesh: parseText(document.mesh, 'mesh', longestText) }
  if (document.join !== undefined) {
    const { as, permit } = fieldsOf(document.join, 'join', ['as', 'permit'])
    node.join = { as: parseText(as, 'join.as', longestText), permit: parseText(permit, 'join.permit', longestText) }
  }
  if (document.labels !== undefined) node.labels = parseLabels(document.labels, 'labels')
  if (document.services !== undefined) {
    node.services = parseList(document.services, 'services', parseWantedService)
    refuseTwice(
      node.services.map(({ protocol, name }) => `${protocol}/${name}`),
      'services',
    )
  }
  if (document.ports !== undefined) {
    node.ports = parseList(document.ports, 'ports', parseWantedPort)
    refuseTwice(
      node.ports.map(({ protocol, ip, port }) => `${protocol} ${ip}:${port}`),
      'ports',
    )
  }
  return node
}

function parseWantedService(value: unknown, place: string): WantedService {
  const { service, target, users, check } = fieldsOf(value, place, ['service', 'target', 'users', 'check'])
  const { protocol, name, endpoint } = parseService(parseText(service, `${place}.service`, longestText))
  if (endpoint !== undefined) throw fault('bad-request', `${place}.service has an endpoint`, 'Write tcp/NAME')
  const { host, port } = parseAddress(parseText(target, `${place}.target`, longestText), `${place}.target`)
  const wanted: WantedService = { protocol, name, target: formatAddress(host, port) }
  if (users !== undefined) wanted.users = parseTexts(users, `${place}.users`, [longestList, longestText])
  if (check !== undefined) wanted.check = parseText(check, `${place}.check`, longestText)
  return wanted
}

function parseWantedPort(value: unknown, place: string): WantedPort {
  const { listen, service, sticky, speaks } = fieldsOf(value, place, ['listen', 'service', 'sticky', 'speaks'])
  const { protocol, name, endpoint } = parseService(parseText(service, `${place}.service`, longestText))
  const { ip, port } = parseListenAddress(parseText(listen, `${place}.listen`, longestText))
  const wanted: WantedPort = { protocol, ip, port: String(Number(port)), service: name }
  if (endpoint !== undefined) wanted.endpoint = endpoint
  if (sticky === 'client-ip') wanted.sticky = sticky
  else if (sticky !== undefined) throw fault('bad-request', `${place}.sticky is none that there is`, 'Write client-ip')
  if (speaks === 'http' && protocol === 'tcp') wanted.speaks = speaks
  else if (speaks !== undefined)
    throw fault('bad-request', `${place}.speaks is none that there is`, 'Write http, for TCP')
  return wanted
}

/** The fields of an object that has no others: a misspelt one would be left out silently. */
function fieldsOf(value: unknown, what: string, names: string[]): Record<string, unknown> {
  const object = parseObject(value, what)
  const other = Object.keys(object).find(name => !names.includes(name))
  if (other === undefined) return object
  throw fault('bad-request', `${what} has an unknown field "${other}"`, `There are ${names.join(', ')}`)
}

function parseList<Item>(value: unknown, what: string, parse: (item: unknown, place: string) => Item): Item[] {
  if (!(value instanceof Array)) throw fault('bad-request', `${what} is not a list`)
  if (value.length > longestList) throw fault('bad-request', `${what} has more than ${longestList} items`)
  return value.map((item: unknown, index: number) => parse(item, `${what}[${index}]`))
}

function refuseTwice(names: string[], what: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw fault('bad-request', `${what} has ${twice} twice`, 'Write it once')
}
