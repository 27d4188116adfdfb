/**
 * The table of nouns: what `ztm get` and `ztm describe` can be asked about.
 *
 * Owns nothing.
 */
import { suggest } from '../common/command/suggest.ts'
import { fault } from '../common/errors.ts'
import { endpoints } from './nouns/endpoints.ts'
import { hubs } from './nouns/hubs.ts'
import { members } from './nouns/members.ts'
import type { Noun } from './nouns/noun.ts'
import { ports } from './nouns/ports.ts'
import { published } from './nouns/published.ts'
import { services } from './nouns/services.ts'
import { users } from './nouns/users.ts'

/** What `get` prints as JSON is a list of these; `describe` prints one, or more of it. */
const nouns = { endpoints, services, ports, hubs, users, members }

export const nounNames: string[] = Object.keys(nouns)

/** The same of one endpoint, with --endpoint. */
const nounsAt = { services: published, ports }

/** `endpoint` is understood as `endpoints`. Throws bad-request with the nearest. */
export function findNoun(typed: string): Noun<unknown> {
  return find(nouns, typed)
}

/** What `get --endpoint` lists. Throws bad-request. */
export function findNounAt(typed: string): Noun<unknown> {
  const name = fullName(nouns, typed)
  if (nounNames.includes(name) && !Object.keys(nounsAt).includes(name)) {
    throw fault('bad-request', `${name} are not of one endpoint`, 'With --endpoint: services, ports')
  }
  return find(nounsAt, typed)
}

const fullName = (table: Record<string, unknown>, typed: string): string =>
  Object.keys(table).includes(`${typed}s`) ? `${typed}s` : typed

function find(table: Record<string, unknown>, typed: string): Noun<unknown> {
  const found = Object.entries(table).find(([name]) => name === fullName(table, typed))
  if (!found) throw fault('bad-request', `there is nothing named "${typed}" here`, suggest(typed, Object.keys(table)))
  return found[1] as Noun<unknown>
}
