/**
 * Commands of `ztm` as a user types them at one of the demo's computers: shown, run, and their errors kept for the end.
 *
 * Owns nothing. Paths are shown as seen from the demo's directory, where the commands run.
 */
import type { Agent } from '../harness/mesh.ts'
import { quote, sayCommand } from './say.ts'

/** What stopped the demo, and what to do about it. */
export class DemoError extends Error {
  readonly hint: string
  constructor(message: string, hint = LOOK_ABOVE) {
    super(message)
    this.hint = hint
  }
}

/** Where the reason is, if the failing command did not give one. */
const LOOK_ABOVE = 'the last lines of every role are above; with KEEP=1 the directory stays'

function typed(dir: string, words: readonly string[]): string {
  return `ztm ${words.map(word => quote(word.replaceAll(`${dir}/`, ''))).join(' ')}`
}

export const sayTyped = (dir: string, computer: string, words: readonly string[]): void =>
  sayCommand(computer, typed(dir, words))

/** Types a command at an agent; gives its stdout. Throws DemoError, with the command's own hint, when it fails. */
export async function type(dir: string, agent: Agent, words: readonly string[]): Promise<string> {
  sayTyped(dir, agent.name, words)
  const { code, late, stdout, stderr } = await agent.ztm(words, { cwd: dir })
  if (code === 0) return stdout
  const how = late ? 'did not end' : `ended with status ${code}`
  const [, said, hint] = /^error: (.*)\n(?:hint: (.*))?/m.exec(stderr) ?? []
  throw new DemoError(`${typed(dir, words)} at ${agent.name} ${how}: ${said ?? stderr.trim()}`, hint)
}

/** Types a command that must be refused with this code. Throws DemoError when it is not. */
export async function typeRefused(dir: string, agent: Agent, { code, words }: Refused): Promise<void> {
  sayTyped(dir, agent.name, words)
  const { code: status, stderr } = await agent.ztm(words, { cwd: dir })
  if (status !== 0 && stderr.includes(`(${code})`)) return
  throw new DemoError(`${typed(dir, words)} was to be refused with ${code}, but: status ${status}, ${stderr.trim()}`)
}

interface Refused {
  code: string
  words: readonly string[]
}
