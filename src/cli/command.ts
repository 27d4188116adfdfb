/**
 * What a command of `ztm` is: how it is called, and what it does with the agent.
 *
 * Types and two small helpers; owns no state.
 */
import type { AgentApi } from '../api/agent.ts'
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import type { Ending, Program } from '../common/command/program.ts'
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

export interface Command extends Omit<Program, 'name'> {
  run: (scene: Scene) => Promise<Ending>
}

/** Options of commands that ask the agent about a mesh. */
export const meshOption: OptionTable = {
  mesh: { value: 'MESH', help: 'the mesh, if the agent is in several (or ZTM_MESH)' },
}

/** The option of every command that reads. */
export const jsonOption: OptionTable = { json: { help: 'print JSON for programs' } }

/** It worked; `words` are for people. */
export function done(words = ''): Ending {
  return { status: 0, words: words ? `${words}\n` : '' }
}
