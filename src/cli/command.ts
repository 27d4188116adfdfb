/**
 * What a command of `ztm` is: how it is called, and what it does with the agent.
 *
 * Types, options that several commands have, and small helpers; owns no state.
 */
import type { AgentApi } from '../api/agent.ts'
import type { Program } from '../common/command/help.ts'
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import type { Ending } from '../common/command/program.ts'
import { parseDuration } from '../common/duration.ts'
import { fault } from '../common/errors.ts'
import type { Client } from '../common/http/client.ts'

/** What a command works with. */
export interface Scene {
  given: ParsedOptions
  /** Calls the agent; the connection is made at the first call. */
  agent: Client<AgentApi>
  /** `--mesh`, else ZTM_MESH, else the agent's only mesh. Rejects with mesh-not-found or bad-request. */
  mesh: () => Promise<string>
  now: () => number
}

/** One command. Its name is its key in commands.ts; its options are those here and `--timeout`, `--help`. */
export interface Command extends Omit<Program, 'name'> {
  /** It asks no agent, so it has no --timeout. */
  isLocal?: boolean
  run: (scene: Scene) => Promise<Ending>
}

/** Options of commands that ask the agent about a mesh. */
export const meshOption: OptionTable = {
  mesh: { value: 'MESH', help: 'the mesh, if the agent is in several (or ZTM_MESH)', complete: 'mesh' },
}

/** Another endpoint than this one: one of your own, or one that a rule for ztm/admin lets you change. */
export const endpointOption: OptionTable = {
  endpoint: { value: 'NAME', help: 'at that endpoint instead of this one, if you may', complete: 'endpoint' },
}

/** Where a command works: `self`, or what --endpoint names; `words` tells people which. */
export function placeOf(given: ParsedOptions): { endpoint: string; words: string } {
  if (!given.has('endpoint')) return { endpoint: 'self', words: '' }
  const endpoint = given.text('endpoint')
  return { endpoint, words: ` at ${endpoint}` }
}

/** The option of every command that reads; such a command says in `prints` what its JSON is. */
export const jsonOption: OptionTable = { json: { help: 'print JSON for programs' } }

/** The option of every command that asks the agent. An agent may have to ask three hubs in turn. */
export const timeoutOption: OptionTable = {
  timeout: { value: 'TIME', help: 'how long to wait for an answer', default: '60s' },
}

/** `--timeout` in seconds. Throws bad-request. */
export function timeoutOf(given: ParsedOptions): number {
  return parseDuration(given.text('timeout') || timeoutOption.timeout?.default || '', 'timeout')
}

/** The value of an option that is a number from 1 on. Throws bad-request. */
export function countOf(given: ParsedOptions, option: string): number {
  const text = given.text(option)
  const count = Number(text)
  if (text !== '' && Number.isInteger(count) && count > 0) return count
  throw fault('bad-request', `--${option} ${text} is not a whole number above 0`, `Give --${option} 1`)
}

/** It worked; `words` are for people. */
export function done(words = ''): Ending {
  return { status: 0, words: words ? `${words}\n` : '' }
}
