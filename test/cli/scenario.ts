/**
 * The language of scenarios: plain text that reads as a manual, and says for each command what it prints.
 *
 *   Any text.                          a comment; the first line is the title
 *   with HUB = free address            a variable: free address, free port; of a server: echo server, hello server (says hello),
 *                                    silent server (takes a connection and says nothing)
 *   desktop$ ztm status                a command on a computer, run by sh in a directory (and HOME) of its own
 *   desktop? ztm status                the same, repeated until it does what is expected, for what takes a moment
 *   desktop& ztm run agent             a program that goes on; what is expected of it is waited for
 *   desktop stops                      its programs are killed
 *     > a line of stdout               as are all lines with >; none at all: nothing is expected to be printed there
 *     ! a line of stderr
 *     = 2                              the exit status, if it is not 0
 *
 * In expected lines $NAME is a variable, <anything> a text that varies, and a line of only ... any number of lines.
 * Pure: parses; `run.ts` runs.
 */

export type Manner = 'now' | 'soon' | 'background'

export interface Step {
  /** Where it stands in the file, from 1. */
  line: number
  kind: 'command'
  computer: string
  manner: Manner
  command: string
  stdout: string[]
  stderr: string[]
  status: number
}

export interface Variable {
  line: number
  kind: 'variable'
  name: string
  value: string
}

export interface Stop {
  line: number
  kind: 'stop'
  computer: string
}

export interface Scenario {
  title: string
  steps: (Step | Variable | Stop)[]
}

export const VALUES = ['free address', 'free port', 'echo server', 'hello server', 'silent server'] as const

const manners: Record<string, Manner> = { $: 'now', '?': 'soon', '&': 'background' }

const commandForm = /^([a-z]+)([$?&]) (.+)$/
const variableForm = /^with ([A-Z]+) = (.+)$/
const stopForm = /^([a-z]+) stops$/
const expectedForm = /^\s+([>!=])(?: (.*))?$/

/** Parses the text of a scenario. Throws with the number of a line that is none. */
export function parseScenario(text: string): Scenario {
  const lines = text.split('\n')
  const steps: Scenario['steps'] = []
  const computers = new Set<string>()
  lines.forEach((content, index) => {
    const line = index + 1
    const expected = expectedForm.exec(content)
    if (expected) {
      expectMore(steps.at(-1), { line, sign: expected[1] ?? '', rest: expected[2] ?? '' })
      return
    }
    const [, computer = '', sign = '', command = ''] = commandForm.exec(content) ?? []
    const manner = manners[sign]
    if (manner) {
      computers.add(computer)
      steps.push({ line, kind: 'command', computer, manner, command, stdout: [], stderr: [], status: 0 })
      return
    }
    const [, name = '', value = ''] = variableForm.exec(content) ?? []
    if (name) steps.push(variable({ line, name, value }))
    const stopped = stopForm.exec(content)?.[1]
    if (stopped && computers.has(stopped)) steps.push({ line, kind: 'stop', computer: stopped })
  })
  if (!steps.some(step => step.kind === 'command')) throw new Error('a scenario without a command')
  return { title: lines[0]?.trim() ?? '', steps }
}

function variable({ line, name, value }: { line: number; name: string; value: string }): Variable {
  if (!VALUES.some(known => known === value))
    throw new Error(`line ${line}: "${value}" is none of: ${VALUES.join(', ')}`)
  return { line, kind: 'variable', name, value }
}

function expectMore(
  step: Scenario['steps'][number] | undefined,
  part: { line: number; sign: string; rest: string },
): void {
  if (step?.kind !== 'command') throw new Error(`line ${part.line}: expects something of no command`)
  if (part.sign === '>') step.stdout.push(part.rest)
  else if (part.sign === '!') step.stderr.push(part.rest)
  else if (/^\d+$/.test(part.rest)) step.status = Number(part.rest)
  else throw new Error(`line ${part.line}: "${part.rest}" is no exit status`)
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** An expected line as a pattern: <…> stands for one or more characters. */
function patternOf(line: string, variables: Record<string, string>): string {
  if (line === '...') return '(?:.*\\n)*?'
  const filled = line.replace(/\$([A-Z]+)/g, (whole, name: string) => variables[name] ?? whole)
  return `${filled
    .split(/(<[a-z ]+>)/)
    .map(part => (/^<[a-z ]+>$/.test(part) ? '.+?' : escape(part)))
    .join('')}\\n`
}

/** True if a text is what these lines expect. */
export function matches(text: string, lines: readonly string[], variables: Record<string, string>): boolean {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return new RegExp(`^${lines.map(line => patternOf(line, variables)).join('')}$`).test(whole)
}
