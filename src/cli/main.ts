/**
 * `ztm` as a program: finds the command, gives it the agent, ends with its status.
 *
 * Owns the table of commands. `ztm run ROLE` never gets here: the launcher starts the role's own bundle.
 */

import type { AgentApi } from '../api/agent.ts'
import type { ParsedOptions } from '../common/command/options.ts'
import { suggest } from '../common/command/options.ts'
import { finish, finishWith, runProgram } from '../common/command/program.ts'
import { fault } from '../common/errors.ts'
import type { Client } from '../common/http/client.ts'
import { createAgentClient } from './agent-client.ts'
import type { Command } from './command.ts'
import { close } from './commands/close.ts'
import { evict } from './commands/evict.ts'
import { get } from './commands/get.ts'
import { invite } from './commands/invite.ts'
import { join } from './commands/join.ts'
import { leave } from './commands/leave.ts'
import { open } from './commands/open.ts'
import { ping } from './commands/ping.ts'
import { policy } from './commands/policy.ts'
import { publish } from './commands/publish.ts'
import { status } from './commands/status.ts'
import { ui } from './commands/ui.ts'
import { unpublish } from './commands/unpublish.ts'
import { version } from './commands/version.ts'

const commands: Record<string, Command> = {
  join,
  leave,
  status,
  get,
  publish,
  unpublish,
  open,
  close,
  ping,
  invite,
  evict,
  policy,
  ui,
  version,
}

const runLine = '  ztm run ca|hub|agent           runs a role in the foreground: ztm run hub --help'

function overview(): string {
  const lines: string[] = []
  for (const name of Object.keys(commands)) {
    const command = commands[name]
    if (command) lines.push(`  ${`ztm ${name} ${command.words}`.padEnd(30)} ${command.summary}`)
  }
  return `Usage: ztm COMMAND [words] [options]\n\n${runLine}\n${lines.join('\n')}\n\nztm COMMAND --help tells more about one.`
}

/** The mesh that is meant. */
async function chooseMesh(given: ParsedOptions, agent: Client<AgentApi>): Promise<string> {
  const named = given.text('mesh') || os.env.ZTM_MESH
  if (named) return named
  const { items } = await agent('GET /api/meshes')
  const [only, second] = items
  if (!only) throw fault('mesh-not-found', 'this agent is in no mesh yet', 'ztm join MESH --permit FILE --as NAME')
  if (second) {
    const names = items.map(mesh => mesh.name).join(', ')
    throw fault('bad-request', `this agent is in several meshes: ${names}`, 'Say which: --mesh NAME, or ZTM_MESH')
  }
  return only.name
}

function main(args: string[]): void {
  const [name, ...rest] = args
  if (!name || name === 'help' || name === '--help' || name === '-h') {
    println(overview())
    finish(name ? 0 : 2)
    return
  }
  const command = Object.keys(commands).includes(name) ? commands[name] : undefined
  if (!command) {
    finishWith(fault('bad-request', `there is no command "${name}"`, suggest(name, [...Object.keys(commands), 'run'])))
    return
  }
  runProgram({ ...command, name: `ztm ${name}` }, rest, given => {
    const agent = createAgentClient()
    return command.run({ given, agent, mesh: () => chooseMesh(given, agent), now: () => Date.now() })
  })
}

main(pipy.argv.slice(1))
