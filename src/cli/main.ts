/**
 * `ztm` as a program: finds the command, gives it the agent, ends with its status.
 *
 * Owns nothing. `ztm run ROLE` never gets here: the launcher starts the role's own bundle.
 */
import type { AgentApi } from '../api/agent.ts'
import type { ParsedOptions } from '../common/command/options.ts'
import { finish, finishWith, runProgram } from '../common/command/program.ts'
import { suggest } from '../common/command/suggest.ts'
import { fault } from '../common/errors.ts'
import type { Client } from '../common/http/client.ts'
import { createAgentClient } from './agent-client.ts'
import { timeoutOf } from './command.ts'
import { commandNames } from './commands.ts'
import { complete } from './complete.ts'
import { findProgram, listCommands, overview } from './help.ts'
import { printJson } from './output.ts'

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

/** `ztm help COMMAND` is `ztm COMMAND --help`. */
function help([name, ...rest]: string[], status: number): void {
  if (name && !name.startsWith('-')) return run(name, [...rest, '--help'])
  if (name === '--json') printJson(listCommands())
  else println(overview())
  finish(status)
}

function run(name: string, args: string[]): void {
  const program = findProgram(name)
  if (!program) {
    finishWith(fault('bad-request', `there is no command "${name}"`, suggest(name, commandNames())))
    return
  }
  runProgram(program, args, async given => {
    const agent = createAgentClient(timeoutOf(given))
    return await program.run({ given, agent, mesh: () => chooseMesh(given, agent), now: () => Date.now() })
  })
}

function main([name, ...args]: string[]): void {
  if (!name) help([], 2)
  else if (name === 'help' || name === '--help' || name === '-h') help(args, 0)
  else if (name === '--version') run('version', args)
  else if (name === '__complete') complete(args).then(() => finish(0))
  else run(name, args)
}

main(pipy.argv.slice(1))
