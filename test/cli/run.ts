/**
 * Runs a scenario: each computer of it is a directory with a HOME of its own, all on one loopback.
 *
 * Owns the directories, the servers behind variables and the programs in the background, for the life of a scope.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { dist, type Engine } from '../harness/engines.ts'
import { freePort } from '../harness/ports.ts'
import { type Child, launch, type Outcome, run } from '../harness/process.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { startEcho, startServer } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor } from '../harness/wait.ts'
import { launcherEnv } from '../harness/ztm.ts'
import { matches, type Scenario, type Step, type Variable } from './scenario.ts'

/** What takes a moment: a link that was lost is tried again with growing pauses. */
const SOON_MS = 45_000

interface Computer {
  dir: string
  /** Ends its programs. */
  life: Scope
}

interface World {
  scope: Scope
  engine: Engine
  dir: string
  computers: Map<string, Computer>
  variables: Record<string, string>
}

/** Runs all steps. Throws at the first that does not do what is expected, with both. */
export async function runScenario(scope: Scope, scenario: Scenario, engine: Engine): Promise<void> {
  const world: World = { scope, engine, dir: makeTemp(scope, 'cli'), computers: new Map(), variables: {} }
  for (const step of scenario.steps) {
    if (step.kind === 'variable') world.variables[step.name] = await valueOf(world, step)
    else if (step.kind === 'stop') await stop(world, step.computer)
    else if (step.manner === 'background') await runBehind(world, step)
    else if (step.manner === 'soon') await runUntil(world, step)
    else check(world, step, await runOnce(world, step))
  }
}

async function valueOf({ scope }: World, { value }: Variable): Promise<string> {
  if (value === 'free address') return `127.0.0.1:${await freePort()}`
  if (value === 'free port') return String(await freePort())
  if (value === 'echo server') return (await startEcho(scope)).address
  if (value === 'silent server') return (await startServer(scope, () => undefined)).address
  return (await startServer(scope, socket => socket.end('hello\n'))).address
}

function computerOf(world: World, name: string): Computer {
  const known = world.computers.get(name)
  if (known) return known
  const computer = { dir: join(world.dir, name), life: createScope() }
  mkdirSync(computer.dir)
  world.scope.defer(() => computer.life.close())
  world.computers.set(name, computer)
  return computer
}

async function stop(world: World, name: string): Promise<void> {
  const computer = computerOf(world, name)
  await computer.life.close()
  computer.life = createScope()
  const { life } = computer
  world.scope.defer(() => life.close())
}

/** `ztm` is on the PATH, HOME is the computer's own, and the variables are the shell's. */
function shell(world: World, { computer, command }: Step) {
  const { dir } = computerOf(world, computer)
  const path = `${dist('')}:${process.env.PATH ?? ''}`
  const env = { ...launcherEnv(world.engine), PATH: path, HOME: dir, LC_ALL: 'C', ...world.variables }
  return { name: command, argv: ['/bin/sh', '-c', command], cwd: dir, env }
}

const runOnce = (world: World, step: Step): Promise<Outcome> => run(shell(world, step))

async function runUntil(world: World, step: Step): Promise<void> {
  let last: Outcome | undefined
  const detail = () => (last ? difference(step, last) : '')
  const does = async () => {
    last = await runOnce(world, step)
    return isExpected(world, step, last)
  }
  await waitFor(does, { what: `line ${step.line}: ${step.command}`, detail, deadline: SOON_MS })
}

async function runBehind(world: World, step: Step): Promise<void> {
  const { life } = computerOf(world, step.computer)
  const child: Child = launch(life, shell(world, step))
  const printed = () => matches(child.stdout(), step.stdout, world.variables)
  await waitFor(() => printed() || child.exit, { what: `line ${step.line}: ${step.command}`, detail: child.tail })
  if (child.exit) throw new Error(`line ${step.line}: ${step.command} ended\n${child.tail()}`)
}

function isExpected({ variables }: World, step: Step, { code, stdout, stderr }: Outcome): boolean {
  return code === step.status && matches(stdout, step.stdout, variables) && matches(stderr, step.stderr, variables)
}

function check(world: World, step: Step, outcome: Outcome): void {
  if (!isExpected(world, step, outcome)) throw new Error(difference(step, outcome))
}

const marked = (sign: string, lines: readonly string[]): string[] => lines.map(line => `  ${sign} ${line}`.trimEnd())

function linesOf(text: string): string[] {
  if (text === '') return []
  return text.replace(/\n$/, '').split('\n')
}

function difference(step: Step, { code, late, stdout, stderr }: Outcome): string {
  const status = (value: unknown) => (value === 0 ? [] : [`  = ${value}`])
  const expected = [...marked('>', step.stdout), ...marked('!', step.stderr), ...status(step.status)]
  const got = [
    ...marked('>', linesOf(stdout)),
    ...marked('!', linesOf(stderr)),
    ...status(late ? 'killed: too slow' : code),
  ]
  const head = `line ${step.line}: ${step.computer}$ ${step.command}`
  return [head, 'expected:', ...expected, 'got:', ...got].join('\n')
}
