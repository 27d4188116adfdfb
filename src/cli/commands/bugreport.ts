/** `ztm bugreport`: an archive of what helps to find a defect, without names, addresses and secrets. */
import type { AgentStatus, Mesh } from '../../api/types.ts'
import { engineName } from '../../common/engine.ts'
import { fault, toFault } from '../../common/errors.ts'
import { version } from '../../common/version.ts'
import { findAgent } from '../agent-client.ts'
import { type Command, done, type Scene } from '../command.ts'
import { createRedaction, type Redaction } from '../redact.ts'
import { diagnose } from './doctor.ts'

/** Records of streams that are told of each mesh. */
const activityLimit = 200

const about = `A report of ZTM, made by "ztm bugreport".

Names of meshes, users, endpoints, hubs and services are numbers here, the same name the same number everywhere. Addresses other
than loopback are, too. Keys, tokens and permits were never in it. Look through the files before you send them to anybody.
`

export const bugreport: Command = {
  summary: 'Writes an archive for a bug report, without secrets, names and addresses.',
  details: [
    'In it: versions, the state of the agent, what ztm doctor finds, endpoints, services, ports, the last streams, and which variables are set. Look through it before you send it. It needs tar.',
  ],
  words: '',
  count: [0, 0],
  options: { out: { value: 'FILE', help: 'where to write it', default: 'ztm-bugreport.tar.gz', complete: 'file' } },
  examples: ['ztm bugreport', 'ztm bugreport --out report.tar.gz'],
  run: async scene => {
    const files = await collect(scene)
    const path = scene.given.text('out')
    writeArchive(path, files)
    return done(`${path} has ${Object.keys(files).join(', ')}: look through it before you send it`)
  },
}

/** Texts by the name of their file. */
async function collect(scene: Scene): Promise<Record<string, string>> {
  const redaction = createRedaction()
  const found: Record<string, unknown> = {}
  try {
    const status = await scene.agent('GET /api/status')
    learn(redaction, status)
    found.status = status
    for (const { name } of status.meshes) await collectMesh(scene, redaction, name, found)
  } catch (caught) {
    found.status = toFault(caught)
  }
  found.doctor = await diagnose({ ...scene, given: { ...scene.given, has: () => false, text: () => '' } })
  const files: Record<string, string> = {
    'README.txt': about,
    'versions.txt': versions(),
    'environment.txt': environment(redaction),
  }
  for (const [name, value] of Object.entries(found)) {
    files[`${name}.json`] = `${JSON.stringify(redaction.value(value), null, 2)}\n`
  }
  return files
}

function learn(redaction: Redaction, { meshes }: AgentStatus): void {
  const home = os.env.HOME || os.home()
  if (home) redaction.add('name', os.path.basename(home))
  for (const mesh of meshes) learnMesh(redaction, mesh)
}

function learnMesh(redaction: Redaction, { name, endpoint, hubs }: Mesh): void {
  redaction.add('mesh', name)
  learnEndpoint(redaction, endpoint)
  for (const { address } of hubs) redaction.add('host', address.substring(0, address.lastIndexOf(':')))
}

/** What an agent answers about one mesh; what it does not answer is told by its error. */
async function collectMesh(
  { agent }: Scene,
  redaction: Redaction,
  mesh: string,
  found: Record<string, unknown>,
): Promise<void> {
  const params = { mesh, endpoint: 'self' }
  const pseudonym = redaction.add('mesh', mesh)
  const services = await agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/services', { params })
  const ports = await agent('GET /api/meshes/{mesh}/endpoints/{endpoint}/ports', { params })
  const activity = await agent('GET /api/meshes/{mesh}/activity', { params, query: { limit: activityLimit } })
  for (const service of services.items) {
    redaction.add('service', service.name)
    redaction.add('host', service.target.substring(0, service.target.lastIndexOf(':')))
  }
  for (const port of ports.items) redaction.add('service', port.service)
  for (const record of activity.items) {
    redaction.add('service', record.service)
    redaction.add('user', record.user)
    learnEndpoint(redaction, { id: '', name: '', user: '', ...record.endpoint })
  }
  found[`${pseudonym}-services`] = services.items
  found[`${pseudonym}-ports`] = ports.items
  found[`${pseudonym}-activity`] = activity.items
  found[`${pseudonym}-endpoints`] = await findEndpoints(agent, redaction, mesh)
}

async function findEndpoints(agent: Scene['agent'], redaction: Redaction, mesh: string): Promise<unknown> {
  try {
    const { items } = await agent('GET /api/meshes/{mesh}/endpoints', { params: { mesh } })
    for (const endpoint of items) {
      learnEndpoint(redaction, endpoint)
      for (const service of endpoint.services) redaction.add('service', service.name)
    }
    return items
  } catch (caught) {
    return toFault(caught)
  }
}

function learnEndpoint(redaction: Redaction, { id, name, user }: { id: string; name: string; user: string }): void {
  redaction.add('user', user)
  redaction.add('endpoint', name)
  redaction.add('id', id)
}

function versions(): string {
  const system = os.platform === 'windows' ? '' : (pipy.exec(['uname', '-srm']).toString() ?? '')
  return `ztm ${version} on ${engineName()}\n${os.platform} ${system}`.trimEnd().concat('\n')
}

/** Names of our variables and of proxies, with values that are not secrets once they are redacted. */
function environment(redaction: Redaction): string {
  const names = Object.keys(os.env).filter(name => name.startsWith('ZTM_') || name.toUpperCase().endsWith('_PROXY'))
  const lines = names.sort().map(name => (name.startsWith('ZTM_') ? `${name}=${os.env[name]}` : `${name} is set`))
  const { directory, address } = findAgent()
  const listed = pipy.exec(['ls', '-l', directory]).toString() ?? ''
  return redaction.text(`${lines.join('\n')}\nagent ${address}\n\n${directory}:\n${listed}`)
}

function writeArchive(path: string, files: Record<string, string>): void {
  const work = (pipy.exec(['mktemp', '-d']).toString() ?? '').trim()
  if (!work) throw fault('storage-failed', 'cannot make a temporary directory', 'Is TMPDIR writable and not full?')
  const folder = os.path.join(work, 'ztm-bugreport')
  os.mkdir(folder)
  for (const [name, text] of Object.entries(files)) os.write(os.path.join(folder, name), text)
  pipy.exec(['tar', '-czf', path, '-C', work, 'ztm-bugreport'])
  os.rm(work, { recursive: true })
  if (!os.stat(path)?.isFile()) {
    throw fault('storage-failed', `cannot write ${path}`, 'Is tar installed, and may you write there?')
  }
}
