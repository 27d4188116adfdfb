/**
 * The frame of every program of ZTM: parses its options, prints its help, ends with a status and words for stderr.
 *
 * Owns the end of the process. Pipy always ends with status 0, sometimes not at all, and cannot write to stderr without
 * truncating a file behind it; so the launcher hands a file in ZTM_RESULT_FILE, which gets the status in its first line
 * and the words in the rest, and tells by ZTM_END=kill that the engine needs a hard end. Without a launcher the words
 * go to the engine's log.
 */
import { exitOf } from '../../api/errors.ts'
import { toFault } from '../errors.ts'
import { commonOptions, describeProgram, helpOf, type Program, usageOf } from './help.ts'
import { type ParsedOptions, parseOptions } from './options.ts'

/** How a program ended: its exit status and what people are told on stderr. Data went to stdout before. */
export interface Ending {
  status: number
  words?: string
}

/** Signal that cannot hang: one Pipy process in six never ends by itself. */
const sigkill = 9

/**
 * Runs `start` with the parsed arguments. When it resolves with an ending the process ends so; with undefined it goes on
 * (a role). A fault ends it with the status of its code and its words on stderr.
 */
export async function runProgram(
  program: Program,
  args: string[],
  start: (options: ParsedOptions) => Promise<Ending | undefined>,
): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    println(args.includes('--json') ? JSON.stringify(describeProgram(program), null, 2) : helpOf(program))
    return finish(0)
  }
  try {
    const parsed = parseOptions({ ...program.options, ...commonOptions }, args)
    const [least, most] = program.count
    if (parsed.words.length < least || parsed.words.length > most) {
      return fail(program, parsed.words.length < least ? 'something is missing' : `"${parsed.words[most]}" is too much`)
    }
    const ending = await start(parsed)
    if (ending) finish(ending.status, ending.words)
  } catch (caught) {
    finishWith(caught)
  }
}

function fail(program: Program, problem: string): void {
  finish(2, `error: ${problem}: ${usageOf(program)} (bad-request)\nhint: for example: ${program.examples[0]}\n`)
}

/** Ends the process because of `caught`. */
export function finishWith(caught: unknown): void {
  const f = toFault(caught)
  const hint = f.hint ? `hint: ${f.hint}\n` : ''
  finish(exitOf(f.code), `error: ${f.message} (${f.code})\n${hint}`)
}

/** Ends the process with `status`; `words` go to stderr. */
export function finish(status: number, words = ''): void {
  const file = os.env.ZTM_RESULT_FILE
  if (file) os.write(file, `${status}\n${words}`)
  else if (words) for (const line of words.trim().split('\n')) console.error(line)
  if (os.env.ZTM_END === 'kill') os.kill(pipy.pid, sigkill)
  else pipy.exit(status)
}
