/** `ztm status`: is everything all right, and if not, what is not. */
import type { AgentStatus, Mesh } from '../../api/types.ts'
import type { Ending } from '../../common/command/program.ts'
import { type Command, jsonOption } from '../command.ts'
import { hubs as hubNoun } from '../nouns/hubs.ts'
import { formatDuration, printJson, printTable } from '../output.ts'

export const status: Command = {
  summary: 'Shows the agent, its meshes, their hubs and certificates. Exit status 1 if a mesh is not connected.',
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
  const down = meshes.filter(mesh => mesh.state !== 'connected').map(mesh => mesh.name)
  return down.length === 0 ? { status: 0 } : { status: 1, words: `not connected: ${down.join(', ')}\n` }
}

function print({ version, engine, since, meshes }: AgentStatus, now: number): void {
  println(`agent ${version} on ${engine}, up ${formatDuration(now - since)}`)
  if (meshes.length === 0) println('in no mesh yet: ztm join MESH --permit FILE --as NAME')
  for (const mesh of meshes) printMesh(mesh, now)
}

function printMesh({ name, state, endpoint, hubs, certificate }: Mesh, now: number): void {
  println('')
  println(`mesh ${name}: ${state} as ${endpoint.name} (user ${endpoint.user}, endpoint ${endpoint.id})`)
  println(`certificate: good for ${formatDuration(certificate.notAfter - now)}`)
  printTable(
    hubNoun.headings,
    hubs.map(hub => hubNoun.row(hub, now)),
    hubNoun.nothing,
  )
}
