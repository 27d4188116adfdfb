/**
 * The frame of a role: its options may also stand in a file, and who started it is told when it serves.
 *
 * Owns nothing. A service manager that waits to be told (systemd, Type=notify) says so by NOTIFY_SOCKET; neither engine can
 * write to such a socket, so systemd's own program does. By the filter `exec`, because Pipy's pipy.exec closes its pipes
 * twice (src/api/pipy.cpp): once connections are open, that may be one of theirs.
 */
import { fault } from '../errors.ts'
import { readText } from '../files.ts'
import type { Program } from './help.ts'
import type { OptionTable, ParsedOptions } from './options.ts'
import { finishWith, runProgram } from './program.ts'

const fileOption: OptionTable = {
  options: { value: 'FILE', help: 'read more options from a file, one a line: NAME VALUE', complete: 'file' },
}

/** Runs a role with what was typed and what its file says. Ends the process with the words of a fault. */
export function runRole(program: Program, start: (given: ParsedOptions) => Promise<undefined>): void {
  const typed = pipy.argv.slice(1)
  let args: string[]
  try {
    args = [...argsInFile(fileIn(typed)), ...typed]
  } catch (caught) {
    return finishWith(caught)
  }
  runProgram({ ...program, options: { ...program.options, ...fileOption } }, args, start)
}

/** The line that says a role serves, and the word to the service manager that waits for it. */
export function announceReady(role: string, address: string): void {
  println(`ready ${role} ${address}`)
  if (!os.env.NOTIFY_SOCKET) return
  const told = ['systemd-notify', '--ready', `--status=${role} on ${address}`]
  const notify = pipeline($ => $.onStart(new Data()).exec(told, { stderr: true, onExit: () => new StreamEnd() }))
  notify.spawn()
}

/** The value of the last `--options` among the arguments; '' for none. */
function fileIn(args: string[]): string {
  let file = ''
  args.forEach((arg, i) => {
    if (arg === '--options') file = args[i + 1] ?? ''
    else if (arg.startsWith('--options=')) file = arg.substring('--options='.length)
  })
  return file
}

/** What a file of options stands for on a command line. Throws not-found, or bad-request naming the line. */
function argsInFile(path: string): string[] {
  if (!path) return []
  const args: string[] = []
  readText(path)
    .split('\n')
    .forEach((text, i) => {
      const line = text.trim()
      if (line === '' || line.startsWith('#')) return
      if (line.startsWith('-')) {
        throw fault(
          'bad-request',
          `${path}:${i + 1}: "${line}" begins with a dash`,
          'Write NAME VALUE, as: listen 0.0.0.0:8888',
        )
      }
      const space = line.indexOf(' ')
      args.push(space < 0 ? `--${line}` : `--${line.substring(0, space)}=${line.substring(space + 1).trim()}`)
    })
  return args
}
