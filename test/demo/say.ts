/**
 * What the demo prints: commands as a user would type them, a line for each step, errors with a hint.
 *
 * Owns the choice of colour: only on a terminal, and never with NO_COLOR (https://no-color.org). Words only.
 */

const isTerminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb'
const isColoured = isTerminal && !process.env.NO_COLOR

const colour = (code: string) => (text: string) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text)

export const bold = colour('1')
export const dim = colour('2')
export const green = colour('32')
export const red = colour('31')
export const cyan = colour('36')

export function say(text = ''): void {
  console.log(text)
}

/** The longest title of a step. */
const TITLE_WIDTH = 10

/** A command on one of the demo's computers. */
export function sayCommand(computer: string, command: string): void {
  say(dim(`             ${computer}$ ${command}`))
}

/** What is in a file or on the wire, below its step. */
export function sayDetail(text: string): void {
  say(`             ${text}`)
}

/** The end of a step: how long it took, its name, what it proves. */
export function sayStep({ ok, ms, title, proves }: { ok: boolean; ms: number; title: string; proves: string }): void {
  const sign = ok ? green('ok  ') : red('FAIL')
  say(`${sign} ${(ms / 1000).toFixed(1).padStart(5)} s  ${bold(title.padEnd(TITLE_WIDTH))} ${proves}`)
}

/** On stderr, as the product says it. */
export function sayError(message: string, hint: string): void {
  console.error(`error: ${message}\nhint: ${hint}`)
}

/** A word for a shell, quoted only where it must be. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

const UNITS = ['B', 'KB', 'MB', 'GB']

/** `9.8 KB`, by 1024. */
export function formatBytes(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  const value = bytes / 1024 ** step
  return `${value < 10 && step > 0 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[step]}`
}
