/** Child processes: of the exec filter and of pipy.exec. Owns the process and what it wrote to stderr, within a limit. */
import { spawn, spawnSync } from 'node:child_process'

/** Bytes of stderr that are kept for onExit. */
const keptStderr = 64 * 1024

/** Exit code that shells give for a program that does not exist. */
const notFound = 127

export interface ChildEvents {
  output(bytes: Buffer): void
  drained(): void
  /** After all output. */
  exit(code: number, stderr: Buffer): void
}

export interface Child {
  pid: number | undefined
  /** False: wait for `drained`. */
  write(bytes: Buffer): boolean
  pause(): void
  resume(): void
  /** Asks it to end (SIGTERM); `exit` follows. */
  kill(): void
}

/** The program that runs another one on a terminal of its own: Node cannot make terminals. Part of every Unix. */
const terminalProgram = '/usr/bin/script'

/** A word as the shell reads it. */
const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/** The command that runs `argv` on a terminal. The one of util-linux takes a line for the shell, the one of the BSDs words. */
function onTerminal(argv: string[]): string[] {
  if (process.platform !== 'linux') return [terminalProgram, '-q', '/dev/null', ...argv]
  return [
    terminalProgram,
    '--quiet',
    '--flush',
    '--return',
    '--command',
    `exec ${argv.map(quote).join(' ')}`,
    '/dev/null',
  ]
}

export interface ChildOptions {
  env?: Record<string, string>
  /** Brings stderr with the output. */
  merge: boolean
  /** Runs it on a terminal, whose size is 0. */
  pty?: boolean
}

/** Starts a program without a shell. */
export function startChild(argv: string[], options: ChildOptions, events: ChildEvents): Child {
  const [program = '', ...args] = options.pty ? onTerminal(argv) : argv
  const child = spawn(program, args, { env: options.env ?? process.env, stdio: 'pipe' })
  const { stdin, stdout, stderr } = child
  const errors: Buffer[] = []
  let size = 0
  let over = false
  const exit = (code: number) => {
    if (!over) events.exit(code, Buffer.concat(errors))
    over = true
  }
  stdout.on('data', events.output)
  stderr.on('data', (bytes: Buffer) => {
    if (options.merge) events.output(bytes)
    else if (size < keptStderr) errors.push(bytes)
    size += bytes.length
  })
  stdin.on('drain', events.drained)
  stdin.on('error', () => events.drained())
  child.on('error', () => exit(notFound))
  child.on('close', code => exit(code ?? 0))
  return {
    pid: child.pid,
    write: bytes => !stdin.writable || stdin.write(bytes),
    pause: () => void stdout.pause(),
    resume: () => void stdout.resume(),
    kill: () => {
      child.kill()
    },
  }
}

/** Runs a program to its end, blocking everything; stdin is this process's. A program that is missing has no output and code 0. */
export function runProgram(
  argv: string[],
  env: Record<string, string> | undefined,
): { code: number; stdout: Buffer; stderr: Buffer } {
  const [program = '', ...args] = argv
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: env ?? process.env,
    stdio: ['inherit', 'pipe', 'pipe'],
    maxBuffer: Number.POSITIVE_INFINITY,
  })
  return { code: status ?? 0, stdout: stdout ?? Buffer.alloc(0), stderr: stderr ?? Buffer.alloc(0) }
}
