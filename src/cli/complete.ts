/**
 * What a shell may put in the place of the word that is being typed: commands, options, and names that the agent knows.
 *
 * Owns nothing. Shells ask by `ztm __complete WORD...`, the last word being the one that is typed; see completion/ for their half.
 * Never fails and never makes anybody wait: without an agent, or with one that is slow, there are no names.
 */
import type { Completion, KnownName, Option, OptionTable } from '../common/command/options.ts'
import { fault } from '../common/errors.ts'
import { withTimeout } from '../common/retry.ts'
import { createAgentClient } from './agent-client.ts'
import type { Scene } from './command.ts'
import { commandNames, findCommand } from './commands.ts'
import { findProgram } from './help.ts'
import { endpoints } from './nouns/endpoints.ts'
import { hubs } from './nouns/hubs.ts'
import { ports } from './nouns/ports.ts'
import { services } from './nouns/services.ts'
import { listUserNames } from './nouns/users.ts'
import { nounNames } from './nouns.ts'

/** One word, and what it is. */
type Candidate = [word: string, about: string]

/** Somebody has pressed a key and waits: so long at most, in seconds. */
const patienceSeconds = 2

/** Lines that tell a shell to complete a word by itself. */
const byShell: Record<string, string> = { file: ':file', directory: ':directory' }

const roles = ['ca', 'hub', 'agent']

/** Prints a candidate a line, with what it is behind a tab. */
export async function complete(words: string[]): Promise<void> {
  const typed = words[words.length - 1] ?? ''
  for (const [word, about] of await candidates(words)) {
    if (word.startsWith(':')) println(word)
    else if (word.startsWith(typed)) println(about ? `${word}\t${about}` : word)
  }
}

async function candidates([name = '', ...rest]: string[]): Promise<Candidate[]> {
  if (rest.length === 0) return commandNames().map(known => [known, summaryOf(known)])
  if (name === 'run') return rest.length === 1 ? plain(roles) : [[':file', '']]
  if (name === 'help') return rest.length === 1 ? commandNames().map(known => [known, summaryOf(known)]) : []
  const program = findProgram(name)
  if (!program) return []
  const typed = rest[rest.length - 1] ?? ''
  const before = rest[rest.length - 2]
  const waiting = before === undefined ? undefined : findOption(program.options, before)
  if (waiting?.value) return await ofKind(waiting.complete, rest)
  if (typed.startsWith('-')) return optionsOf({ ...program.options, help: { help: 'print how it is used' } })
  const given = positional(program.options, rest.slice(0, rest.length - 1))
  const { complete: kinds = [], count } = program
  if (given.length >= count[1]) return []
  return await ofKind(kinds[Math.min(given.length, kinds.length - 1)], rest, given)
}

function summaryOf(name: string): string {
  if (name === 'run') return 'Runs a role in the foreground.'
  return findCommand(name)?.summary ?? 'Lists the commands, or tells more about one.'
}

/** The option that a word is. Values behind `=` are not completed. */
function findOption(table: OptionTable, word: string): Option | undefined {
  if (word.startsWith('--')) return table[word.substring(2)]
  return Object.values(table).find(option => option.short !== undefined && word === `-${option.short}`)
}

function optionsOf(table: OptionTable): Candidate[] {
  return Object.entries(table).map(([name, { help }]): Candidate => [`--${name}`, help])
}

/** Words that are neither options nor their values. */
function positional(table: OptionTable, words: string[]): string[] {
  const found: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (!word.startsWith('-') || word === '-') found.push(word)
    else if (findOption(table, word)?.value) i++
  }
  return found
}

async function ofKind(kind: Completion | undefined, words: string[], given: string[] = []): Promise<Candidate[]> {
  if (kind === undefined) return []
  if (kind instanceof Array) return plain(kind)
  const shell = byShell[kind]
  if (shell) return [[shell, '']]
  if (kind === 'command') return plain(commandNames())
  try {
    return await withTimeout(askAgent(kind as KnownName, words, given), patienceSeconds, () =>
      fault('timeout', 'too slow'),
    )
  } catch {
    return []
  }
}

function plain(words: string[]): Candidate[] {
  return words.map((word): Candidate => [word, ''])
}

/** Names of a kind in the mesh that was typed, in ZTM_MESH, or in the agent's first one; ports are of the endpoint that was typed. */
async function askAgent(kind: KnownName, words: string[], positionals: string[]): Promise<Candidate[]> {
  const agent = createAgentClient(patienceSeconds)
  const meshes = (await agent('GET /api/meshes')).items
  if (kind === 'mesh') return meshes.map((mesh): Candidate => [mesh.name, mesh.state])
  const mesh = valueOf('--mesh', words) || os.env.ZTM_MESH || meshes[0]?.name || ''
  const endpoint = valueOf('--endpoint', words)
  const given: Scene['given'] = {
    words: [],
    has: name => name === 'endpoint' && endpoint !== '',
    text: name => (name === 'endpoint' ? endpoint : ''),
    all: () => [],
  }
  const scene: Scene = { given, agent, mesh: async () => mesh, now: () => Date.now() }
  return await namesOf(kind === 'any' ? kindOf(positionals[0] ?? '') : kind, scene, words[words.length - 1] ?? '')
}

/** The value of an option that was typed, '' where it was not. */
function valueOf(option: string, words: string[]): string {
  const at = words.indexOf(option)
  return at < 0 ? '' : (words[at + 1] ?? '')
}

/** `services` and `service` are about the kind `service`. */
function kindOf(noun: string): KnownName | undefined {
  const name = nounNames.includes(noun) ? noun.substring(0, noun.length - 1) : noun
  return name === 'member' ? 'endpoint' : (name as KnownName)
}

async function namesOf(kind: KnownName | undefined, scene: Scene, typed: string): Promise<Candidate[]> {
  if (kind === 'endpoint') {
    return (await endpoints.list(scene)).map((e): Candidate => [e.name, `of ${e.user}`])
  }
  if (kind === 'service') return await servicesOf(scene, typed.includes('@'))
  if (kind === 'user') return plain(await listUserNames(scene))
  if (kind === 'hub') return (await hubs.list(scene)).map((hub): Candidate => [hub.address, hub.state])
  if (kind !== 'port') return []
  return (await ports.list(scene)).map((p): Candidate => [portWord(p.ip, p.port), `${p.protocol}/${p.service}`])
}

/** Each once, or with a provider where one is being typed. */
async function servicesOf(scene: Scene, isChosen: boolean): Promise<Candidate[]> {
  const seen = new Map<string, string>()
  for (const { protocol, name, endpoint } of await services.list(scene)) {
    const word = isChosen ? `${protocol}/${name}@${endpoint.name}` : `${protocol}/${name}`
    if (!seen.has(word)) seen.set(word, `at ${endpoint.name} of ${endpoint.user}`)
  }
  return [...seen]
}

/** As `ztm close` takes it. */
function portWord(ip: string, port: number): string {
  return ip === '127.0.0.1' ? String(port) : ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}
