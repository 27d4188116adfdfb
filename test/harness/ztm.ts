/**
 * The product as its users start it: the launcher `dist/ztm` with a command, or with a role that stays.
 *
 * Owns the processes of a role, one after the other when it is restarted, and what all of them printed. Knows the
 * command line contract (the ready line, the engine's environment variables) and nothing of what is in a mesh.
 */
import { dist, type Engine } from './engines.ts'
import { groupMemory } from './memory.ts'
import { type Child, launch, type Outcome, run } from './process.ts'
import { createScope, type Scope } from './scope.ts'
import { makeTemp } from './tmp.ts'
import { waitFor } from './wait.ts'

/** A role on Pipy loads its bundle and opens its databases; on a loaded machine that takes a while. */
const READY_MS = 20_000

export interface CommandOptions {
  env?: Record<string, string | undefined>
  cwd?: string
  input?: string
  /** Milliseconds of life. */
  limit?: number
  /** What it is run by: a network of its own, see networks.ts. */
  within?: readonly string[]
}

/** The environment in which the launcher takes this engine. Nothing of the caller's own ZTM settings stays. */
export function launcherEnv(engine: Engine): Record<string, string | undefined> {
  const none = { ZTM_AGENT: undefined, ZTM_MESH: undefined, ZTM_DATA: undefined, ZTM_NODE: undefined }
  return { ...none, ...engine.environment, NO_COLOR: '1' }
}

/** Runs one command of `ztm` to its end. Never throws for a status: the caller asserts it. */
export function ztm(engine: Engine, args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  const env = { ...launcherEnv(engine), ...options.env }
  const { within = [] } = options
  return run({ ...options, name: `ztm ${args.join(' ')}`, argv: [...within, dist('ztm'), ...args], env })
}

export interface RoleOptions {
  role: 'ca' | 'hub' | 'agent'
  /** For messages; a mesh has several agents. @default the role */
  name?: string
  engine: Engine
  args: readonly string[]
  /** More of its environment. */
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** Milliseconds that one life may last. @default long enough for any test */
  limit?: number
  /** Another launcher than the one that was built. */
  program?: string
  /** What it is run by: a network of its own, see networks.ts. */
  within?: readonly string[]
}

export interface RoleProcess {
  readonly name: string
  readonly engine: Engine
  /** What the ready line said, `ip:port`. */
  address(): string
  /** Starts it (again) and waits for its ready line. */
  start(): Promise<void>
  /** SIGKILL, to it and its launcher. */
  kill(): Promise<void>
  restart(): Promise<void>
  /** The launcher's process: it leads the group of the engine. */
  child(): Child
  /** Everything that all its lives printed. */
  log(): string
  /** The last lines of the running life. */
  tail(): string
  /** Waits for a text in the log that comes after position `from` of it. */
  waitForLog(text: string | RegExp, from?: number): Promise<void>
  /** Bytes of physical memory of the engine's process now. */
  memory(): number
}

/** Starts a role for the life of a scope; returns when it serves. */
export async function startRole(scope: Scope, options: RoleOptions): Promise<RoleProcess> {
  const role = createRole(scope, options)
  await role.start()
  return role
}

/** A role that is not started yet. */
export function createRole(scope: Scope, options: RoleOptions): RoleProcess {
  const { role, name = role, engine, args, env: more, cwd, limit, program = dist('ztm'), within = [] } = options
  const lives: Child[] = []
  let life: Scope | undefined
  let address = ''
  // The launcher makes a file in TMPDIR for as long as it lives, and we kill it.
  const env = { ...launcherEnv(engine), ...more, TMPDIR: makeTemp(scope, name) }
  const child = (): Child => {
    const last = lives[lives.length - 1]
    if (!last) throw new Error(`${name} was never started`)
    return last
  }
  const log = () => lives.map(one => one.stdout() + one.stderr()).join('')
  const kill = async () => {
    await life?.close()
    life = undefined
  }
  const start = async () => {
    if (life) throw new Error(`${name} runs already`)
    life = createScope()
    const argv = [...within, program, 'run', role, ...args]
    lives.push(launch(life, { name, argv, cwd, limit, env }))
    const ready = new RegExp(`^ready ${role} (\\S+:\\d+)$`, 'm')
    const printed = await child().waitForOutput(ready, READY_MS)
    address = ready.exec(printed)?.[1] ?? ''
  }
  scope.defer(kill)
  return {
    name,
    engine,
    address: () => address,
    start,
    kill,
    async restart() {
      await kill()
      await start()
    },
    child,
    log,
    tail: () => (lives.length > 0 ? child().tail() : `--- ${name}: never started`),
    async waitForLog(text, from = 0) {
      const has = () => {
        const part = log().slice(from)
        return typeof text === 'string' ? part.includes(text) : text.test(part)
      }
      await waitFor(has, { what: `${text} in the log of ${name}`, detail: () => child().tail() })
    },
    memory: () => groupMemory(child().pid),
  }
}
