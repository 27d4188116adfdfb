/**
 * A mesh on loopback: a hub with its CA and agents, each a process of the real launcher with a data directory of its own.
 *
 * Owns the roles and their directory for the life of a scope. Everything is done by commands that a user would type.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { currentMatrix, type Engine, type Layout, layoutsOf } from './engines.ts'
import { freePort } from './ports.ts'
import type { Outcome } from './process.ts'
import type { Scope } from './scope.ts'
import { makeTemp } from './tmp.ts'
import { waitFor } from './wait.ts'
import { type CommandOptions, createRole, type RoleOptions, type RoleProcess, startRole, ztm } from './ztm.ts'

/** The name of the mesh in tests, at its CA and at every agent. */
export const MESH = 'home'

export interface MeshOptions {
  /** @default the first layout of the running test project */
  layout?: Layout
  /** Agents that join as endpoints of `root`, by their names. @default none */
  agents?: readonly string[]
  /** More options for the hub. */
  hubArgs?: readonly string[]
  /** Runs another hub than the one that was built. */
  hub?: Pick<RoleOptions, 'program' | 'env' | 'within'>
  /** The hub's address. @default 127.0.0.1 */
  host?: string
  /** The port that agents dial when it is not the hub's own: a proxy in between. */
  dialPort?: number
  /** The hub's own port. @default a free one */
  hubPort?: number
  /** Runs the CA as a process of its own. */
  ownCA?: boolean
  /** More options for it. */
  caArgs?: readonly string[]
  /** Milliseconds that a role may live. @default long enough for any test */
  limit?: number
}

export interface AgentOptions {
  /** @default root */
  user?: string
  /** Runs the agent but does not join. */
  alone?: boolean
  /** More options for it. */
  args?: readonly string[]
  engine?: Engine
  /** More of its environment. */
  env?: Readonly<Record<string, string>>
  /** Another launcher than the one that was built. */
  program?: string
  /** What it and its commands are run by: a network of its own, see networks.ts. */
  within?: readonly string[]
}

export interface Agent extends RoleProcess {
  readonly dir: string
  /** Runs a command of `ztm` against this agent. */
  ztm(args: readonly string[], options?: CommandOptions): Promise<Outcome>
  /** The same for one that must succeed; gives its stdout. */
  ok(...args: string[]): Promise<string>
  /** The same with --json; gives what it printed. */
  json<T>(...args: string[]): Promise<T>
  /** Waits until the mesh is connected. */
  connected(): Promise<void>
}

export interface Mesh {
  readonly dir: string
  readonly hub: RoleProcess
  /** Null when the CA runs inside the hub. */
  readonly ca: RoleProcess | null
  /** `127.0.0.1:port` that agents dial. */
  readonly hubAddress: string
  /** The file with the permit that the CA made for the first user. */
  readonly rootPermit: string
  agent(name: string): Agent
  addAgent(name: string, options?: AgentOptions): Promise<Agent>
  /** A fresh permit in a file; asks an endpoint of root. */
  invite(user: string, ...options: string[]): Promise<string>
  /** The last lines of every role, for errors. */
  tails(): string
}

const loopback = (port: number): string => `127.0.0.1:${port}`

/** Starts a mesh for the life of a scope; returns when every agent is connected. */
export async function startMesh(scope: Scope, options: MeshOptions = {}): Promise<Mesh> {
  const layout = options.layout ?? layoutsOf(currentMatrix())[0]
  const dir = makeTemp(scope, 'mesh')
  const hubPort = options.hubPort ?? (await freePort())
  const { host = '127.0.0.1' } = options
  const hubAddress = `${host}:${options.dialPort ?? hubPort}`
  const rootPermit = join(dir, 'root.permit.json')
  const common = ['--data', join(dir, 'hub'), '--listen', `${host}:${hubPort}`, '--name', hubAddress]
  const { limit } = options
  const ca = options.ownCA ? await startCA(scope, { layout, dir, rootPermit, limit, args: options.caArgs ?? [] }) : null
  const own = ['--mesh', MESH, '--permit-out', rootPermit]
  const foreign = ca ? ['--ca', ca.address(), '--permit', join(dir, 'hub.permit.json')] : own
  const hubArgs = [...common, ...(options.hubArgs ?? []), ...foreign]
  const hub = await startRole(scope, {
    ...options.hub,
    role: 'hub',
    engine: layout.engine('hub'),
    args: hubArgs,
    limit,
  })
  const agents: Agent[] = []
  const find = (name: string): Agent => {
    const found = agents.find(one => one.name === name)
    if (!found) throw new Error(`no agent ${name} in this mesh`)
    return found
  }
  let permits = 0
  const invite = async (user: string, ...more: string[]) => {
    const file = join(dir, `${user}-${++permits}.permit.json`)
    const [first] = agents
    if (!first) throw new Error('nobody is here to invite')
    await first.ok('invite', user, '--out', file, ...more)
    return file
  }
  const addAgent = async (name: string, { user = 'root', alone = false, engine, ...more }: AgentOptions = {}) => {
    const at = { dir: join(dir, name), engine: engine ?? layout.engine('agent', agents.length), limit, ...more }
    const agent = await startAgent(scope, name, at)
    if (!alone) {
      const permit = agents.length === 0 && user === 'root' ? rootPermit : await invite(user)
      await agent.ok('join', MESH, '--permit', permit, '--as', name)
      await agent.connected()
    }
    agents.push(agent)
    return agent
  }
  for (const name of options.agents ?? []) await addAgent(name)
  const tails = () => [hub, ca, ...agents].map(role => role?.tail() ?? '').join('\n')
  return { dir, hub, ca, hubAddress, rootPermit, agent: find, addAgent, invite, tails }
}

interface Place {
  layout: Layout
  dir: string
  rootPermit: string
  limit?: number
  args: readonly string[]
}

async function startCA(scope: Scope, { layout, dir, rootPermit, limit, args: more }: Place): Promise<RoleProcess> {
  const address = loopback(await freePort())
  const where = ['--data', join(dir, 'ca'), '--listen', address, '--name', address, '--mesh', MESH]
  const permits = ['--permit-out', rootPermit, '--hub-permit-out', join(dir, 'hub.permit.json')]
  return startRole(scope, { role: 'ca', engine: layout.engine('ca'), args: [...where, ...permits, ...more], limit })
}

interface AgentPlace extends Pick<AgentOptions, 'args' | 'env' | 'program' | 'within'> {
  dir: string
  engine: Engine
  limit?: number
}

/** An agent that is in no mesh yet. */
export async function startAgent(
  scope: Scope,
  name: string,
  { dir, engine, args = [], env: more, limit, program, within }: AgentPlace,
): Promise<Agent> {
  mkdirSync(dir, { recursive: true })
  const listen = loopback(await freePort())
  const all = ['--data', dir, '--listen', listen, ...args]
  const role = createRole(scope, { role: 'agent', name, engine, args: all, env: more, limit, program, within })
  const env = { ZTM_DATA: dir, ZTM_AGENT: listen }
  const run = (words: readonly string[], options: CommandOptions = {}) =>
    ztm(engine, words, { within, ...options, env: { ...env, ...options.env } })
  const ok = async (...words: string[]) => {
    const { code, late, stdout, stderr } = await run(words)
    if (code === 0) return stdout
    const how = late ? 'was killed at its time limit' : `ended with ${code}`
    throw new Error(`${name}: ztm ${words.join(' ')} ${how}\n${stdout}${stderr}\n${role.tail()}`)
  }
  const json = async <T>(...words: string[]) => JSON.parse(await ok(...words, '--json')) as T
  await role.start()
  const connected = async () => {
    await waitFor(async () => (await run(['status'])).code === 0, {
      what: `${name} to be connected`,
      detail: role.tail,
    })
  }
  return { ...role, dir, ztm: run, ok, json, connected }
}
