/**
 * The agent as a program: options, start, and the line that says it is ready.
 *
 * Owns nothing: agent.ts wires the parts.
 */
import { defaultAgentAddress } from '../api/protocol.ts'
import type { Program } from '../common/command/help.ts'
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import { runProgram } from '../common/command/program.ts'
import { defaultDataDirectory, prepareDataDirectory } from '../common/data-directory.ts'
import { fault } from '../common/errors.ts'
import { readText } from '../common/files.ts'
import { createLog } from '../common/log.ts'
import { parsePermit } from '../common/permit.ts'
import { type Agent, createAgent, serveLocalApi } from './agent.ts'
import { loadToken } from './local-access.ts'
import { openStorage } from './storage.ts'

const options: OptionTable = {
  data: { value: 'DIR', help: 'where keys and settings are kept', default: defaultDataDirectory('agent') },
  listen: { value: 'IP:PORT', help: 'where the local API listens', default: defaultAgentAddress },
  join: { value: 'MESH', help: 'join a mesh under this name, unless joined already' },
  'join-as': { value: 'NAME', help: 'name of this computer in the mesh' },
  permit: { value: 'FILE', help: 'the permit to join with' },
  'log-level': { value: 'LEVEL', help: 'debug, info, warn or error', default: 'info' },
}

const program: Program = {
  name: 'ztm run agent',
  summary: 'Runs the agent of this computer: its memberships, services, ports and local API.',
  words: '',
  count: [0, 0],
  options,
  examples: ['ztm run agent --join home --join-as laptop --permit alice.json'],
}

/** Joins as the options say, unless the agent is in that mesh since an earlier start. */
async function joinOnce(agent: Agent, given: ParsedOptions): Promise<void> {
  if (!given.has('join')) return
  const mesh = given.text('join')
  if (agent.find(mesh)) return
  if (!given.has('permit') || !given.has('join-as')) {
    throw fault('bad-request', '--join needs --join-as and --permit', program.examples[0])
  }
  await agent.join({ mesh, as: given.text('join-as'), permit: parsePermit(readText(given.text('permit'))) })
}

async function start(given: ParsedOptions): Promise<undefined> {
  const directory = prepareDataDirectory(given.text('data'))
  const log = createLog('agent', given.text('log-level'))
  const components = { storage: openStorage(directory), log, now: () => Date.now(), random: () => Math.random() }
  const agent = createAgent(components)
  await joinOnce(agent, given)
  const token = loadToken(directory)
  const address = serveLocalApi(agent, components, { address: given.text('listen'), token })
  os.write(os.path.join(directory, 'address'), `${address}\n`)
  println(`ready agent ${address}`)
}

runProgram(program, pipy.argv.slice(1), start)
