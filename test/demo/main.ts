/**
 * `make demo`: a mesh of a CA, a hub and two agents on this computer, and what it proves.
 *
 *   ONCE=1               ends after the proof            ENGINE=node|pipy|mixed   what the roles run on
 *   DEMO_MB=256          size of the transfer            NO_COLOR=1, KEEP=1       as their names say
 *
 * Owns the start, the end and the exit status: 0 after the proof, 1 if a step failed, 130 if it was interrupted before.
 * The steps are in `steps.ts`.
 */
import { buildIfNeeded } from '../harness/build.ts'
import { engines, isAvailable, type Layout, layoutsOf, type Matrix } from '../harness/engines.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { DemoError } from './commands.ts'
import { sayFacts, sayNext } from './finale.ts'
import { bold, dim, say, sayError } from './say.ts'
import { createStepper } from './stepper.ts'
import { prove } from './steps.ts'
import { createWorld, type World } from './world.ts'

const MEGABYTE = 2 ** 20
const INTERRUPTED = 130

/** Resolves with the signal that asks this process to end. Later ones are swallowed: we are cleaning up. */
function askedToEnd(): Promise<NodeJS.Signals> {
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  return new Promise(resolve => {
    for (const signal of signals) process.on(signal, () => resolve(signal))
  })
}

/** Rejects when a role ends that should stay. */
async function anyEnds({ roles }: World): Promise<never> {
  const ends = roles.map(role => role.child().exited.then(() => role.name))
  throw new DemoError(`the ${await Promise.race(ends)} ended by itself`)
}

interface Settings {
  layout: Layout
  bytes: number
  stays: boolean
}

/** What the environment says. Throws DemoError when it makes no sense. */
function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const matrix = (env.ENGINE || 'node') as Matrix
  if (!['node', 'pipy', 'mixed'].includes(matrix))
    throw new DemoError(`ENGINE=${matrix} is no engine`, 'node, pipy or mixed')
  if (!isAvailable(matrix))
    throw new DemoError(`ENGINE=${matrix} needs an engine that is not here`, engines.pipy.enabledBy)
  const megabytes = Number(env.DEMO_MB || 256)
  if (!(megabytes > 0)) throw new DemoError(`DEMO_MB=${env.DEMO_MB} is no size`, 'for example DEMO_MB=64')
  return { layout: layoutsOf(matrix)[0], bytes: megabytes * MEGABYTE, stays: !env.ONCE || env.ONCE === '0' }
}

/** The whole demo; gives the exit status. Throws DemoError when a step fails or a role ends. */
async function run(scope: Scope): Promise<number> {
  const { layout, bytes, stays } = settingsOf(process.env)
  const asked = askedToEnd()
  if (buildIfNeeded()) say(dim('built dist/'))
  const begin = performance.now()
  const world = createWorld(scope, layout)
  const stepper = createStepper()
  say(bold(`A mesh on 127.0.0.1, ${layout.name}: a CA, a hub, two agents. Everything is in ${world.dir}\n`))
  try {
    const outcome = await Promise.race([asked, prove(world, stepper, { bytes })])
    if (typeof outcome === 'string') return sayStopped(outcome, INTERRUPTED)
    sayFacts(outcome, (performance.now() - begin) / 1000)
    sayNext(outcome, world, stays)
    return stays ? sayStopped(await Promise.race([asked, anyEnds(world)]), 0) : 0
  } catch (error) {
    for (const role of world.roles) console.error(role.tail())
    throw error instanceof DemoError ? error : new DemoError(`${stepper.current()}: ${messageOf(error)}`)
  } finally {
    stepper.stop()
  }
}

function sayStopped(signal: string, status: number): number {
  say(`\n${signal}: everything is being stopped and removed`)
  return status
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function main(): Promise<number> {
  const scope = createScope()
  try {
    return await run(scope)
  } catch (error) {
    sayError(messageOf(error), error instanceof DemoError ? error.hint : 'make build shows what does not compile')
    return 1
  } finally {
    await scope.close()
  }
}

process.exit(await main())
