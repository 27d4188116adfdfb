/**
 * The global `pipy`: the process, listeners, files of the code base. Follows Pipy's src/api/pipy.cpp.
 *
 * Owns nothing. Differs: `exit(n)` ends with status n (Pipy: always 0).
 */
import { randomUUID } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { commandWords } from '../core/command-words.ts'
import { root } from '../core/context.ts'
import { Data } from '../core/data.ts'
import { StreamEnd } from '../core/events.ts'
import { layoutOf, type PipelineLayout } from '../core/layout.ts'
import { Pipeline } from '../core/pipeline.ts'
import { checkOptions } from '../filters/arguments.ts'
import { runProgram } from '../host/child.ts'
import { findBytes, findStats, listFiles } from '../host/file-system.ts'
import { isReadable, openFile } from '../host/files.ts'
import { type ListenOptions, listen, listenOptionTypes } from '../host/listener.ts'
import { onProcessEnd } from './process-end.ts'

/** What the command line told. */
export interface Invocation {
  script: string
  args: string[]
  instanceName: string
  instanceUUID: string
  version: { tag: string; commit: string; date: string }
}

/** Milliseconds between looks of pipy.watch, as on Pipy. */
const watchInterval = 5000

export function createPipy({ script, args, version, instanceName, instanceUUID: given }: Invocation): object {
  const base = dirname(resolve(script))
  const since = Date.now()
  let instanceUUID = given
  return {
    argv: ['pipy', ...args],
    source: resolve(script),
    name: instanceName,
    // Made when somebody asks: few do, and node:crypto takes a tenth of a short command's time to load.
    get uuid() {
      instanceUUID ||= randomUUID()
      return instanceUUID
    },
    pid: process.pid,
    since,
    now: () => Date.now() - since,
    version,
    thread: { id: 0, concurrency: 0 },
    tty,
    exec: (command: unknown, options: unknown) => exec(command, (options ?? {}) as ExecOptions),
    load: (path: string) => load(base, path),
    list: (path: string) => listFiles(inside(base, path)),
    watch: (path: string) => watch(base, path),
    listen: (...given: unknown[]) => listenAs(given),
    read: (path: string, layout: unknown) => readThrough(path, layoutOf(layout)),
    exit,
  }
}

function exit(given?: unknown): void {
  if (typeof given === 'function') onProcessEnd(given as () => unknown)
  // The rest of this turn still runs.
  else setImmediate(() => process.exit(Number(given ?? 0)))
}

const tty = {
  get raw(): boolean {
    return process.stdin.isRaw ?? false
  },
  set raw(raw: boolean) {
    if (process.stdin.isTTY) process.stdin.setRawMode(Boolean(raw))
  },
}

interface ExecOptions {
  env?: Record<string, string>
  stderr?: boolean
  /** No stderr when it came with the output. */
  onExit?: (code: number, stderr: Data | undefined) => void
}

function exec(command: unknown, options: ExecOptions): Data {
  const argv = Array.isArray(command) ? command.map(String) : commandWords(String(command))
  const done = runProgram(argv, options.env)
  const stderr = Data.of(done.stderr)
  const output = Data.of(done.stdout)
  if (options.stderr) output.push(stderr)
  options.onExit?.(done.code, options.stderr ? undefined : stderr)
  return output
}

/** A path of the code base; '..' never leaves it. */
const inside = (base: string, path: string): string => join(base, join('/', String(path)))

function load(base: string, path: string): Data | null {
  const bytes = findBytes(inside(base, path))
  return bytes && Data.of(bytes)
}

function watch(base: string, path: string): Promise<string[]> {
  const top = inside(base, path)
  const look = () => new Map(listFiles(top).map(name => [name, findStats(join(top, name))?.mtimeMs]))
  const before = look()
  return new Promise(done => {
    const timer = setInterval(() => {
      const now = look()
      const names = new Set([...before.keys(), ...now.keys()])
      const changed = [...names].filter(name => before.get(name) !== now.get(name))
      if (changed.length === 0) return
      clearInterval(timer)
      done(changed)
    }, watchInterval)
  })
}

/** listen(address[, 'tcp' | 'udp'][, options], layout) */
function listenAs(given: unknown[]): void {
  const [address, ...rest] = given
  const layout = rest.pop()
  const protocol = typeof rest[0] === 'string' ? rest.shift() : 'tcp'
  if (protocol !== 'tcp' && protocol !== 'udp') throw new Error(`unknown protocol: ${protocol}`)
  if (typeof address === 'number' && !(address >= 1 && address <= 65535)) throw new Error('port out of range')
  const target = typeof address === 'number' ? `0.0.0.0:${address}` : String(address)
  const options = { ...checkOptions<ListenOptions>(rest[0], listenOptionTypes), udp: protocol === 'udp' }
  listen(target, options, layout === null || layout === undefined ? null : layoutOf(layout))
}

function readThrough(path: string, layout: PipelineLayout): Promise<unknown> {
  if (!isReadable(String(path))) return Promise.reject(new Error(`cannot open file: ${path}`))
  const { promise, resolve: done } = Promise.withResolvers<unknown>()
  const output = {
    write: (event: unknown) => {
      if (event instanceof StreamEnd) queueMicrotask(() => done(pipeline.close()))
    },
  }
  const source = { pause: () => file.pause(), resume: () => file.resume() }
  const pipeline = new Pipeline(layout, { context: root.clone(), output, source })
  const file = openFile(
    String(path),
    {},
    {
      data: bytes => pipeline.write(Data.of(bytes)),
      end: error => pipeline.write(new StreamEnd(error ? 'ReadError' : undefined)),
    },
  )
  pipeline.start()
  return promise
}
