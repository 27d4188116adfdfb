/** `ztm status`: is everything all right, and if not, what is not. */
import type { AgentStatus, Mesh, News, PortMap } from '../../api/types.ts'
import type { Ending } from '../../common/command/program.ts'
import { type Command, jsonOption } from '../command.ts'
import { hubs as hubNoun } from '../nouns/hubs.ts'
import { formatDuration, printJson, printTable } from '../output.ts'

export const status: Command = {
  summary:
    'Shows the agent, its meshes, their hubs and certificates. Exit status 1 if a mesh is not connected or has no news.',
  words: '',
  count: [0, 0],
  options: jsonOption,
  prints: 'AgentStatus',
  examples: ['ztm status', 'ztm status --json'],
  run: async ({ given, agent, now }) => {
    const report = await agent('GET /api/status')
    if (given.has('json')) printJson(report)
    else print(report, now())
    return endingOf(report)
  },
}

function endingOf({ meshes }: AgentStatus): Ending {
  const problems: string[] = []
  for (const { name, state, news } of meshes) {
    if (state !== 'connected') problems.push(`not connected: ${name}`)
    if (news.state === 'refusing') problems.push(`no news of ${name}: new sessions are refused`)
  }
  return problems.length === 0 ? { status: 0 } : { status: 1, words: `${problems.join('\n')}\n` }
}

function print({ version, engine, since, meshes, portMap }: AgentStatus, now: number): void {
  println(`agent ${version} on ${engine}, up ${formatDuration(now - since)}`)
  if (portMap) println(`port at the router: ${wordsOfPortMap(portMap)}`)
  if (meshes.length === 0) println('in no mesh yet: ztm join MESH --permit FILE --as NAME')
  for (const mesh of meshes) printMesh(mesh, now)
}

/** What came of asking the router for a port of `direct`. */
export function wordsOfPortMap({ state, router, protocol, address, error }: PortMap): string {
  if (state === 'mapped') return `${address} leads here, by ${protocol} of ${router}`
  return state === 'asking' ? 'it is being asked for' : `none: ${router ? `${router}: ` : ''}${error}`
}

function wordsOfNews({ state, version, issued, expires, refusesFrom }: News, now: number): string {
  const known = `mesh state: version ${version}, signed ${formatDuration(now - issued)} ago`
  if (state === 'fresh') return known
  const due = `${known}, due since ${formatDuration(now - expires)}: a hub withholds news, or the CA is down`
  return state === 'refusing'
    ? `${due}; new sessions are refused`
    : `${due}; new sessions are refused in ${formatDuration(refusesFrom - now)}`
}

function printMesh({ name, state, endpoint, hubs, certificate, news }: Mesh, now: number): void {
  println('')
  println(`mesh ${name}: ${state} as ${endpoint.name} (user ${endpoint.user}, endpoint ${endpoint.id})`)
  println(`certificate: good for ${formatDuration(certificate.notAfter - now)}`)
  println(wordsOfNews(news, now))
  printTable(
    hubNoun.headings,
    hubs.map(hub => hubNoun.row(hub, now)),
    hubNoun.nothing,
  )
}
