/**
 * Tells a person who waits longer than a second what is waited for, and how long already.
 *
 * Owns the last line of the terminal while it waits. Goes to the terminal itself: on Pipy stderr is the log.
 */
import { isWatched } from '../common/command/terminal.ts'

/** Between two lines, and before the first, in seconds. */
const stepSeconds = 1

const terminal = '/dev/tty'

/** Back to the beginning of the line, and erase it (ECMA-48, EL). */
const clear = '\r\x1b[K'

/** Resolves and rejects as `work` does; meanwhile `what` is shown if somebody looks. */
export async function showProgress<Result>(what: string, work: Promise<Result>): Promise<Result> {
  if (!isWatched()) return await work
  const wait = { isOver: false, isShown: false }
  show(wait, what)
  try {
    return await work
  } finally {
    wait.isOver = true
    if (wait.isShown) write(clear)
  }
}

async function show(wait: { isOver: boolean; isShown: boolean }, what: string): Promise<void> {
  for (let seconds = stepSeconds; ; seconds += stepSeconds) {
    await new Timeout(stepSeconds).wait()
    if (wait.isOver) return
    wait.isShown = true
    write(`${clear}${what} ... ${seconds} s`)
  }
}

/** Without a terminal of its own a program is not watched after all. */
function write(text: string): void {
  try {
    os.write(terminal, text)
  } catch {}
}
