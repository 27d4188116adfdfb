/**
 * Programs as children of a test: started, watched, waited for, and always ended.
 *
 * Owns the child and what it printed. Every child leads a process group of its own, so that a launcher and the engine
 * below it die together, and has a time limit at whose end it is killed: Pipy does not always exit by itself.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { forget, killGroup, watchOver } from './reaper.ts'
import type { Scope } from './scope.ts'
import { waitFor, within } from './wait.ts'

/** A role in a test lives no longer than the longest suite. */
const ROLE_LIMIT_MS = 10 * 60_000

/** A command that does one thing and ends. */
const COMMAND_LIMIT_MS = 60_000

/** What is kept of each stream of a child; a role that logs without end must not fill our memory. */
const KEEP_BYTES = 4 << 20

/** Lines of the log that an error shows. */
const TAIL_LINES = 30

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
  /** True if we killed it because its time was over. */
  late: boolean
}

export interface LaunchOptions {
  /** For messages. */
  name: string
  argv: readonly string[]
  cwd?: string
  /** Added to the environment; undefined removes. */
  env?: Record<string, string | undefined>
  /** Milliseconds of life. */
  limit?: number
  input?: string | Uint8Array
  uid?: number
  gid?: number
}

export interface Child {
  readonly name: string
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Null while it runs. */
  readonly exit: Exit | null
  stdout(): string
  stderr(): string
  /** The last lines of both streams and the exit, for errors. */
  tail(): string
  /** Waits until stdout holds this text. Throws with the tail of the log if the child ends before, or at the deadline. */
  waitForOutput(text: string | RegExp, deadline?: number): Promise<string>
  /** SIGKILL to the whole group; resolves when the child is gone. */
  kill(): Promise<Exit>
  signal(signal: NodeJS.Signals): void
}

interface Sink {
  text(): string
  add(chunk: Buffer): void
}

function createSink(): Sink {
  let chunks: Buffer[] = []
  let size = 0
  return {
    text: () => Buffer.concat(chunks).toString(),
    add(chunk) {
      chunks.push(chunk)
      size += chunk.length
      if (size <= 2 * KEEP_BYTES) return
      const kept = Buffer.concat(chunks).subarray(-KEEP_BYTES)
      chunks = [kept]
      size = kept.length
    },
  }
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n')

/** Starts a program for the life of a scope. */
export function launch(scope: Scope, options: LaunchOptions): Child {
  const child = start(options)
  scope.defer(async () => {
    await child.kill()
  })
  return child
}

function start({ name, argv, cwd, env, limit = ROLE_LIMIT_MS, input, uid, gid }: LaunchOptions): Child {
  const [file = '', ...args] = argv
  const options = { cwd, env: { ...process.env, ...env }, uid, gid, detached: true }
  const program = spawn(file, args, { ...options, stdio: 'pipe' })
  const pid = program.pid ?? -1
  if (pid > 0) watchOver(pid)
  const out = createSink()
  const err = createSink()
  program.stdout.on('data', out.add)
  program.stderr.on('data', err.add)
  program.stdin.on('error', () => undefined)
  program.stdin.end(input)
  const end = followExit(program, { name, pid, limit })
  const tail = () =>
    [
      `--- ${name} (pid ${pid}): ${end.exit ? `ended, code ${end.exit.code} signal ${end.exit.signal}` : 'running'}`,
      `--- stdout\n${lastLines(out.text())}`,
      `--- stderr\n${lastLines(err.text())}`,
    ].join('\n')
  return {
    name,
    pid,
    exited: end.exited,
    get exit() {
      return end.exit
    },
    stdout: out.text,
    stderr: err.text,
    tail,
    async waitForOutput(text, deadline) {
      const has = () => (typeof text === 'string' ? out.text().includes(text) : text.test(out.text()))
      await waitFor(() => has() || end.exit, { what: `${name} to print ${text}`, deadline, detail: tail })
      if (!has()) throw new Error(`${name} ended before it printed ${text}\n${tail()}`)
      return out.text()
    },
    async kill() {
      if (!end.exit) killGroup(pid)
      return within(end.exited, { what: `the end of ${name}` })
    },
    signal(signal) {
      if (!end.exit) program.kill(signal)
    },
  }
}

interface End {
  readonly exited: Promise<Exit>
  exit: Exit | null
}

function followExit(program: ChildProcess, { name, pid, limit }: { name: string; pid: number; limit: number }): End {
  let late = false
  const timer = setTimeout(() => {
    late = true
    killGroup(pid)
  }, limit)
  const exited = new Promise<Exit>((resolve, reject) => {
    program.on('error', error => reject(new Error(`cannot start ${name}: ${error.message}`)))
    // What the leader left behind in its group goes too; only then are its pipes closed.
    program.on('exit', () => killGroup(pid))
    program.on('close', (code, signal) => {
      clearTimeout(timer)
      forget(pid)
      end.exit = { code, signal, late }
      resolve(end.exit)
    })
  })
  exited.catch(() => clearTimeout(timer))
  const end: End = { exited, exit: null }
  return end
}

export interface Outcome extends Exit {
  stdout: string
  stderr: string
}

/** Runs a program to its end. Never throws for a status: the caller asserts it. */
export async function run(options: Omit<LaunchOptions, 'name'> & { name?: string }): Promise<Outcome> {
  const name = options.name ?? options.argv.join(' ')
  const child = start({ limit: COMMAND_LIMIT_MS, ...options, name })
  const exit = await child.exited
  return { ...exit, stdout: child.stdout(), stderr: child.stderr() }
}

/** Runs a program that must succeed; throws with all it printed if it did not. Returns its stdout. */
export async function runOk(options: Omit<LaunchOptions, 'name'> & { name?: string }): Promise<string> {
  const { code, signal, late, stdout, stderr } = await run(options)
  if (code === 0) return stdout
  const how = late ? 'was killed at its time limit' : `ended with ${signal ?? code}`
  throw new Error(`${options.name ?? options.argv.join(' ')} ${how}\n${lastLines(stdout)}\n${lastLines(stderr)}`)
}
