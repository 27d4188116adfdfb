/**
 * The demo's computers: a temporary directory, the engines, and the roles that run there.
 *
 * Owns the list of roles, for their last lines when something fails and to notice when one ends. What is typed on these
 * computers is in `commands.ts`, in which order in `steps.ts`.
 */
import { join } from 'node:path'
import type { Layout } from '../harness/engines.ts'
import { type Agent, startAgent } from '../harness/mesh.ts'
import type { Scope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'
import { createRole, type RoleProcess } from '../harness/ztm.ts'
import { sayTyped } from './commands.ts'

/** The demo stays up until Ctrl-C; this is the longest time that a timer of Node takes (24 days). */
export const STAY_MS = 2 ** 31 - 1

export interface World {
  readonly scope: Scope
  /** Everything that the demo writes is in here. */
  readonly dir: string
  readonly roles: readonly RoleProcess[]
  /** A file in the demo's directory. */
  file(name: string): string
  /** Starts a server role; returns when it serves. */
  startRole(role: 'ca' | 'hub', args: readonly string[]): Promise<RoleProcess>
  /** Starts the agent of a computer, in no mesh yet. */
  startAgent(computer: string): Promise<Agent>
}

export function createWorld(scope: Scope, layout: Layout): World {
  const dir = makeTemp(scope, 'demo')
  const roles: RoleProcess[] = []
  let agents = 0
  return {
    scope,
    dir,
    roles,
    file: name => join(dir, name),
    async startRole(role, args) {
      sayTyped(dir, role, ['run', role, ...args])
      const started = createRole(scope, { role, engine: layout.engine(role), args, cwd: dir, limit: STAY_MS })
      roles.push(started)
      await started.start()
      return started
    },
    async startAgent(computer) {
      const engine = layout.engine('agent', agents++)
      const agent = await startAgent(scope, computer, { dir: join(dir, computer), engine, limit: STAY_MS })
      roles.push(agent)
      sayTyped(dir, computer, ['run', 'agent', '--data', agent.dir, '--listen', agent.address()])
      return agent
    },
  }
}
