/**
 * The global `os`: files, environment, processes; all of it synchronous. Follows Pipy's src/api/os.cpp.
 *
 * Differs where Pipy lies: a write that fails half-way throws (a full disk), removing a tree takes hidden files too and does
 * not follow links, null as content throws instead of emptying the file, and so does signal 0, which is SIGTERM there.
 */
import { userInfo } from 'node:os'
import { getSystemErrorMessage } from 'node:util'
import { Data } from '../core/data.ts'
import { writeLog } from '../core/log.ts'
import * as files from '../host/file-system.ts'
import { numberArgument, optionsArgument, textArgument } from './arguments.ts'
import { absolute, osPath } from './os-path.ts'

const platforms: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
  freebsd: 'freebsd',
}

/** A copy: what a script sets only the script sees, programs started later do not. */
const env: Record<string, unknown> = { ...process.env }

/** What stat() gives: times in seconds. */
class Stats {
  readonly size: number
  readonly atime: number
  readonly mtime: number
  readonly ctime: number
  readonly #stats: files.FileStats

  constructor(stats: files.FileStats) {
    this.#stats = stats
    this.size = stats.size
    this.atime = stats.atimeMs / 1000
    this.mtime = stats.mtimeMs / 1000
    this.ctime = stats.ctimeMs / 1000
  }

  isFile(): boolean {
    return this.#stats.isFile()
  }
  isDirectory(): boolean {
    return this.#stats.isDirectory()
  }
  isCharacterDevice(): boolean {
    return this.#stats.isCharacterDevice()
  }
  isBlockDevice(): boolean {
    return this.#stats.isBlockDevice()
  }
  isFIFO(): boolean {
    return this.#stats.isFIFO()
  }
  isSocket(): boolean {
    return this.#stats.isSocket()
  }
}

/** Runs `work`; what the system says becomes an Error with that message. */
function orThrow<Result>(message: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw new Error(message, { cause: error })
  }
}

/** Runs `work`; a failure is logged and gives `otherwise`. */
function orLog<Result>(otherwise: Result, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof TypeError) throw error
    writeLog('error', (error as Error).message)
    return otherwise
  }
}

function read(path: unknown): Data {
  const name = textArgument(path, 1)
  return Data.of(orThrow(`cannot open file: ${name}`, () => files.readBytes(name)))
}

/** Codes of errors that come from writing, not from opening. */
const writeErrors = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'])

function write(path: unknown, content: unknown): void {
  const name = textArgument(path, 1)
  if (content === null) throw new TypeError('os.write: content is null: Pipy empties the file')
  if (typeof content !== 'string' && !(content instanceof Data)) {
    throw new TypeError('argument #2 expects a Data or string')
  }
  const { slices } = content instanceof Data ? content : new Data(content)
  try {
    files.writeSlices(name, slices)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const what = writeErrors.has(code) ? 'write' : 'open'
    throw new Error(`cannot ${what} file: ${name}${what === 'write' ? ` (${code})` : ''}`, { cause: error })
  }
}

function mkdir(path: unknown, options: unknown): void {
  const full = absolute(textArgument(path, 1))
  const { recursive } = optionsArgument<{ recursive: boolean }>(options, 2)
  const make = (directory: string): void => {
    if (recursive && files.isDirectory(directory)) return
    if (recursive && directory !== '/') make(osPath.dirname(directory) || '/')
    orThrow(`cannot create directory: ${directory}`, () => files.makeDirectory(directory))
  }
  make(full)
}

interface RemoveOptions {
  recursive: boolean
  force: boolean
}

/** rm, and rmdir, which removes an empty directory by `removeOne`. */
function remove(path: unknown, options: unknown, removeOne: (path: string) => void): boolean {
  const full = absolute(textArgument(path, 1))
  const { recursive, force } = optionsArgument<RemoveOptions>(options, 2)
  if (force && !files.isThere(full)) return false
  orThrow(`cannot delete file: ${full}`, () => (recursive ? files.removeTree(full) : removeOne(full)))
  return true
}

/** Numbers of signals are those of the system. */
const sigterm = 15

function kill(pid: unknown, signal: unknown): void {
  const target = numberArgument(pid, 1)
  const number = Math.trunc(signal === undefined ? sigterm : numberArgument(signal, 2))
  if (number === 0)
    throw new TypeError('os.kill: signal 0 is SIGTERM on Pipy: it cannot ask whether a process is there')
  try {
    process.kill(Math.trunc(target), number)
  } catch {
    // Pipy does not tell either.
  }
}

function chdir(path: unknown): void {
  const name = textArgument(path, 1)
  try {
    process.chdir(name)
  } catch (error) {
    const number = (error as NodeJS.ErrnoException).errno ?? 0
    const text = getSystemErrorMessage(number) ?? 'cannot change directory'
    throw new Error(`${text.charAt(0).toUpperCase()}${text.slice(1)}, errno = ${-number}`, { cause: error })
  }
}

function rename(from: unknown, to: unknown): void {
  const names = [textArgument(from, 1), textArgument(to, 2)] as const
  orThrow(`cannot rename file: ${names[0]} -> ${names[1]}`, () => files.renameFile(...names))
}

function unlink(path: unknown): boolean {
  const name = textArgument(path, 1)
  try {
    files.removeFile(name)
    return true
  } catch {
    return false
  }
}

function stat(path: unknown): Stats | null {
  const found = files.findStats(textArgument(path, 1))
  return found && new Stats(found)
}

export const os = {
  path: osPath,
  platform: platforms[process.platform] ?? '',
  env,
  home: (): string => userInfo().homedir,
  chdir,
  abspath: (path: unknown): string => absolute(textArgument(path, 1)),
  stat,
  list: (path: unknown): string[] => files.listNames(textArgument(path, 1)).filter(name => !name.startsWith('.')),
  read,
  write,
  readFile: (path: unknown): Data | null => orLog(null, () => read(path)),
  writeFile: (path: unknown, content: unknown): void => orLog(undefined, () => write(path, content)),
  rename,
  unlink,
  mkdir,
  rmdir: (path: unknown, options?: unknown): boolean => remove(path, options, files.removeDirectory),
  rm: (path: unknown, options?: unknown): boolean => remove(path, options, files.removeFile),
  kill,
}
