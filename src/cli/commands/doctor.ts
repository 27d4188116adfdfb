/** `ztm doctor`: what is wrong, and what to do about it. */
import type { Check, Diagnosis } from '../../api/diagnosis.ts'
import { exitOf } from '../../api/errors.ts'
import type { PortMap } from '../../api/types.ts'
import type { Ending } from '../../common/command/program.ts'
import { toFault } from '../../common/errors.ts'
import { readText } from '../../common/files.ts'
import { parsePermit } from '../../common/permit.ts'
import { checkOf, checkWayTo } from '../../common/probe.ts'
import { createOutlet } from '../../common/proxy/outlet.ts'
import { findProxy } from '../../common/proxy/settings.ts'
import { wayTo } from '../../common/proxy/way.ts'
import { findAgent } from '../agent-client.ts'
import { type Command, jsonOption, meshOption, type Scene } from '../command.ts'
import { printChecks, printJson } from '../output.ts'
import { showProgress } from '../progress.ts'
import { wordsOfPortMap } from './status.ts'

export const doctor: Command = {
  summary: 'Checks this computer, its agent and its meshes, and says what to do about what is wrong.',
  details: [
    'Checks: the agent, its data directory and its port at the router; for each mesh the certificate, and for each hub the proxy, its name (DNS), its port (TCP), its certificate (TLS), the link to it and the clock; the policy, the path to another endpoint, ports, and the targets of services. Exit status 1 if anything failed.',
    'With --permit it checks the way to the hubs of a permit, before joining and without an agent, through the proxy that an agent started here would take.',
  ],
  words: '',
  count: [0, 0],
  options: {
    ...meshOption,
    ...jsonOption,
    permit: { value: 'FILE', help: 'check the way to the hubs of this permit', complete: 'file' },
    proxy: { value: 'URL', help: 'with --permit: through this proxy (default: as HTTPS_PROXY and NO_PROXY say)' },
  },
  prints: 'Diagnosis',
  examples: ['ztm doctor', 'ztm doctor --mesh home --json', 'ztm doctor --permit alice.json'],
  run: async scene => {
    const permit = scene.given.text('permit')
    return permit ? await checkPermit(scene, permit) : await checkAll(scene)
  },
}

async function checkPermit(scene: Scene, file: string): Promise<Ending> {
  const permit = parsePermit(readText(file))
  const checks: Check[] = []
  const proxy = findProxy(scene.given.text('proxy'), os.env)
  const components = { now: scene.now, outlet: createOutlet(proxy), proxy }
  for (const hub of permit.hubs) {
    const way = wayTo(components, hub)
    checks.push(...(await showProgress(`dialling ${hub}`, checkWayTo(hub, permit.roots, way))))
  }
  return tell(scene, { checks: [], meshes: [{ mesh: permit.mesh, checks }] })
}

async function checkAll(scene: Scene): Promise<Ending> {
  const diagnosis = await diagnose(scene)
  const { meshes, ...found } = diagnosis
  const ending = tell(scene, { checks: found.checks, meshes })
  return found.status === undefined ? ending : { ...ending, status: found.status }
}

/** What is wrong with the agent is a check too; `status` is what the program then ends with. */
export async function diagnose(scene: Scene): Promise<Diagnosis & { status?: number }> {
  const { agent, mesh, given } = scene
  const checks = [checkData()]
  const { address } = findAgent()
  const about = checkOf('agent', address)
  try {
    const { version, engine, meshes, portMap } = await agent('GET /api/status')
    checks.push(
      about(
        'ok',
        `version ${version} on ${engine}, ${meshes.length === 1 ? 'in one mesh' : `in ${meshes.length} meshes`}`,
      ),
    )
    if (portMap) checks.push(checkPortMap(portMap))
    const wanted = given.has('mesh') || os.env.ZTM_MESH ? [await mesh()] : meshes.map(one => one.name)
    const found: Diagnosis['meshes'] = []
    for (const name of wanted) {
      const reply = await agent('GET /api/meshes/{mesh}/diagnosis', { params: { mesh: name } })
      found.push({ mesh: name, checks: reply.items })
    }
    return { checks, meshes: found }
  } catch (caught) {
    const f = toFault(caught)
    if (f.code === 'mesh-not-found') throw f
    checks.push(about('failed', `${f.message} (${f.code})`, f.hint))
    return { checks, meshes: [], status: exitOf(f.code) }
  }
}

/** The port of `direct` at the router: without it others come through a hub, which works too. */
function checkPortMap(portMap: PortMap): Check {
  const about = checkOf('port-map', portMap.router ?? '-')
  const seen = wordsOfPortMap(portMap)
  if (portMap.state === 'asking') return about('skipped', seen)
  if (portMap.state === 'failed') {
    const next =
      'Turn on PCP, NAT-PMP or UPnP in the router, name it by --port-map, or map a port by hand and name it by --advertise.'
    return about('warning', seen, next)
  }
  if (!portMap.isPrivate) return about('ok', seen)
  return about('warning', `${seen}, a private address`, 'The router is behind another NAT: map a port there, too.')
}

/** The agent's keys are in its data directory, which nobody else may read. */
function checkData(): Check {
  const { directory, token } = findAgent()
  const about = checkOf('data', directory)
  const found = os.stat(directory)
  if (!found) return about('failed', 'there is no such directory', 'Start an agent once, or set ZTM_DATA.')
  if (!token) return about('failed', 'no token of an agent is in it', 'Start an agent once: ztm run agent')
  if (isOpenToOthers(directory))
    return about('warning', 'other users of this computer may look into it', `chmod 700 ${directory}`)
  return about('ok', 'for its owner only')
}

/** By what ls says (`drwx------`): the engine does not tell the mode. False where there is no ls. */
function isOpenToOthers(directory: string): boolean {
  const listed = pipy.exec(['ls', '-ld', directory]).toString() ?? ''
  return listed.startsWith('d') && listed.substring(4, 10) !== '------'
}

function tell({ given }: Scene, diagnosis: Diagnosis): Ending {
  const all = [...diagnosis.checks, ...diagnosis.meshes.flatMap(mesh => mesh.checks)]
  if (given.has('json')) printJson(diagnosis)
  else {
    printChecks(diagnosis.checks)
    diagnosis.meshes.forEach(({ mesh, checks }, index) => {
      println(`${index > 0 || diagnosis.checks.length > 0 ? '\n' : ''}mesh ${mesh}:`)
      printChecks(checks)
    })
  }
  const count = (verdict: Check['verdict']) => all.filter(check => check.verdict === verdict).length
  const failed = count('failed')
  const words = `${count('ok')} ok, ${count('warning')} warnings, ${failed} failed, ${count('skipped')} skipped\n`
  return { status: failed > 0 ? 1 : 0, words }
}
