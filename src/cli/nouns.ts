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
import { services } from './nouns/services.ts'
import { users } from './nouns/users.ts'

/** What `get` prints as JSON is a list of these; `describe` prints one, or more of it. */
const nouns = { endpoints, services, ports, hubs, users, members }

export const nounNames: string[] = Object.keys(nouns)

/** `endpoint` is understood as `endpoints`. Throws bad-request with the nearest. */
export function findNoun(typed: string): Noun<unknown> {
  const name = nounNames.includes(`${typed}s`) ? `${typed}s` : typed
  const noun = nounNames.includes(name) ? nouns[name as keyof typeof nouns] : undefined
  if (!noun) throw fault('bad-request', `there is nothing named "${typed}" here`, suggest(typed, nounNames))
  return noun as unknown as Noun<unknown>
}
