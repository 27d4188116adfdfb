/**
 * The words of rules: who (`user:`, `group:`), where (`user:`, `endpoint:`, `label:`), what (`tcp/pg-*`), and `*`.
 *
 * Pure. Each check gives the text back or throws bad-request, naming the place in the document.
 */
import type { Fault } from '../../api/errors.ts'
import { fault } from '../errors.ts'
import { checkName } from '../names.ts'

/** Stands for every user, every endpoint, every service. */
export const anything = '*'

/** Stands for changing an endpoint's services and ports; no pattern covers it. */
export const adminService = 'ztm/admin'

/** How everything that no pattern covers begins. */
const reserved = 'ztm/'

const protocols = ['tcp', 'udp']

/** Keys that JSON.parse of Pipy drops: what has them would be another policy there. */
const lostKeys = ['toString', 'valueOf']

/** A name that is a key of an object in some document: of a group, of a label. */
export function checkKey(value: unknown, place: string): string {
  const name = checkName(value, place)
  if (lostKeys.includes(name)) throw fault('bad-request', `${place} ${JSON.stringify(name)} cannot be a name here`)
  return name
}

/** A selector without its prefix; undefined if it has another one. */
export function nameIn(selector: string, prefix: 'user:' | 'group:' | 'endpoint:' | 'label:'): string | undefined {
  return selector.startsWith(prefix) ? selector.substring(prefix.length) : undefined
}

/** `user:NAME`, `group:NAME`, `*`. */
export function checkFrom(value: unknown, place: string): string {
  const text = textOf(value, place)
  const user = nameIn(text, 'user:')
  const group = nameIn(text, 'group:')
  if (user !== undefined) checkName(user, place)
  else if (group !== undefined) checkKey(group, place)
  else if (text !== anything) throw wrong(text, place, 'Write user:NAME, group:NAME or *.')
  return text
}

/** `user:NAME`, `endpoint:NAME`, `label:KEY=VALUE`, `*`. */
export function checkTo(value: unknown, place: string): string {
  const text = textOf(value, place)
  const label = nameIn(text, 'label:')
  const name = nameIn(text, 'user:') ?? nameIn(text, 'endpoint:')
  if (label !== undefined) checkLabel(label, place)
  else if (name !== undefined) checkName(name, place)
  else if (text !== anything) throw wrong(text, place, 'Write user:NAME, endpoint:NAME, label:KEY=VALUE or *.')
  return text
}

function checkLabel(label: string, place: string): void {
  const equals = label.indexOf('=')
  if (equals < 0) throw wrong(`label:${label}`, place, 'Write label:KEY=VALUE.')
  checkKey(label.substring(0, equals), place)
  checkName(label.substring(equals + 1), place)
}

/** `tcp/NAME`, `udp/NAME`, `ztm/admin`: one service. */
export function checkService(value: unknown, place: string): string {
  const text = textOf(value, place)
  if (text === adminService) return text
  checkName(serviceName(text, place), place)
  return text
}

/** A service, or a pattern of services. */
export function checkServices(value: unknown, place: string): string {
  const text = textOf(value, place)
  if (text === anything || text === adminService) return text
  const name = serviceName(text, place)
  if (name === anything) return text
  const star = name.indexOf(anything)
  if (star === 0 || star !== name.lastIndexOf(anything)) {
    throw wrong(text, place, 'One * may stand in a name or at its end; tcp/* is every TCP service, * is every service.')
  }
  // What a star stands for has as many characters as it takes: the rest must be what a name can have.
  checkName(name.split(anything).join(''), place)
  return text
}

function serviceName(text: string, place: string): string {
  const slash = text.indexOf('/')
  if (slash < 0 || !protocols.includes(text.substring(0, slash))) {
    throw wrong(text, place, 'Write tcp/NAME, udp/NAME or ztm/admin.')
  }
  return text.substring(slash + 1)
}

function textOf(value: unknown, place: string): string {
  if (typeof value === 'string') return value
  throw fault('bad-request', `${place} is not a text`)
}

function wrong(text: string, place: string, hint: string): Fault {
  return fault('bad-request', `${place} ${JSON.stringify(text)} is not understood`, hint)
}

/** True if the services of the pattern include this service, or all of this pattern's. */
export function covers(pattern: string, service: string): boolean {
  if (pattern === service) return true
  const star = pattern.indexOf(anything)
  if (star < 0 || service.startsWith(reserved)) return false
  const before = pattern.substring(0, star)
  const after = pattern.substring(star + 1)
  return service.length >= before.length + after.length && service.startsWith(before) && service.endsWith(after)
}
