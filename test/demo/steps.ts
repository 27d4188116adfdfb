/**
 * The demo, step by step: from nothing to a web page of one computer in the browser of another, and what that proves.
 *
 * Owns nothing: the roles are the world's. The order is the one in which a user would build a mesh.
 */
import { readFileSync } from 'node:fs'
import type { PingResult } from '../../src/api/types.ts'
import { startLoadServer } from '../harness/load.ts'
import { type Agent, MESH } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { drain } from '../harness/tcp.ts'
import { median, PING_BYTES, roundTrips } from '../harness/timing.ts'
import { DemoError, type, typeRefused } from './commands.ts'
import { dumpLine, type HubView, lookAtCapture } from './hub-view.ts'
import { formatBytes, sayDetail } from './say.ts'
import { startSite, type Visit, visit } from './site.ts'
import type { Stepper } from './stepper.ts'
import { STAY_MS, type World } from './world.ts'

/** Enough for a median that does not move; together less than a second. */
const PINGS = 300

/** What the hub writes down of what it relays. */
export const CAPTURE = 'hub.capture'

/** What was proved, for the last lines. */
export interface Proof {
  /** `127.0.0.1:port` at agent A, where the page is. */
  pageAddress: string
  pageVisit: Visit
  hubView: HubView
  /** Milliseconds there and back. */
  roundTrip: number
  transfer: Transfer
  laptop: Agent
  desktop: Agent
}

interface Transfer {
  bytes: number
  sha256: string
  /** MB/s through the mesh, and on plain loopback. */
  speed: number
  plainSpeed: number
}

interface Options {
  /** Size of the transfer. */
  bytes: number
}

export async function prove(world: World, stepper: Stepper, { bytes }: Options): Promise<Proof> {
  const { step } = stepper
  const site = await startSite(world.scope)
  const { desktop, laptop } = await buildMesh(world, stepper)
  /** Publishes a local port at B, opens it at A; gives the port there. */
  const through = async (name: string, target: number) => {
    const port = await freePort()
    await type(world.dir, desktop, ['publish', `tcp/${name}`, `127.0.0.1:${target}`])
    await type(world.dir, laptop, ['open', String(port), `tcp/${name}@desktop`])
    return port
  }
  const pagePort = await step(
    'service',
    () => through('page', site.port),
    'published at B, opened at A; nobody told A an address',
  )
  const pageAddress = `127.0.0.1:${pagePort}`
  const pageVisit = await step('page', () => visit(pageAddress, site.files), tellVisit)
  const hubView = await step('blind hub', () => lookAtCapture(readFileSync(world.file(CAPTURE)), site.files), tellHub)
  showBothViews(pageVisit, hubView)

  // Another process, so that what is measured does not share its time with who measures.
  const far = await startLoadServer(world.scope, { bytes, limit: STAY_MS })
  const roundTrip = await step(
    'round trip',
    async () => {
      const { path } = JSON.parse(await type(world.dir, laptop, ['ping', 'desktop', '--json'])) as PingResult
      return { path, ms: median(await roundTrips(await through('echo', far.echo), PINGS)) }
    },
    ({ path, ms }) => `${ms.toFixed(2)} ms for ${PING_BYTES} bytes there and back by ${path}, the median of ${PINGS}`,
  )
  const transfer = await step(
    'transfer',
    async () => measureTransfer(world, { bytes, direct: far.source, mesh: await through('data', far.source) }),
    tellTransfer,
  )
  return { pageAddress, pageVisit, hubView, roundTrip: roundTrip.ms, transfer, laptop, desktop }
}

/** From nothing to two computers in one mesh. */
async function buildMesh(world: World, { step }: Stepper): Promise<{ desktop: Agent; laptop: Agent }> {
  const { dir, file } = world
  await step('CA', () => startCA(world), 'the key that certifies stays in a process that carries no traffic')
  await step('hub', () => startHub(world), 'it made its own key; a one-time permit got it a certificate')

  const desktop = await step(
    'agent B',
    () => world.startAgent('desktop'),
    'nobody can dial it, and it is in no mesh yet',
  )
  const rootPermit = ['--permit', file('root.permit.json')]
  await step('B joins', () => join(world, desktop, rootPermit), 'a permit and a key made here became a certificate')

  const laptopPermit = file('laptop.permit.json')
  const invite = ['invite', 'root', '--out', laptopPermit]
  await step('invite', () => type(dir, desktop, invite), 'B asked the CA, through the hub, for one more permit')
  const laptop = await step('agent A', () => world.startAgent('laptop'), 'another computer that can only dial out')
  const reuse = { code: 'permit-used', words: ['join', MESH, ...rootPermit, '--as', 'laptop'] }
  await step('permit', () => typeRefused(dir, laptop, reuse), 'the one that B used is refused: it works once')
  await step('A joins', () => join(world, laptop, ['--permit', laptopPermit]), 'with its own permit it is welcome')
  return { desktop, laptop }
}

async function startCA(world: World): Promise<void> {
  const address = `127.0.0.1:${await freePort()}`
  const permits = ['--permit-out', world.file('root.permit.json'), '--hub-permit-out', world.file('hub.permit.json')]
  const where = ['--data', world.file('ca'), '--listen', address, '--name', address]
  await world.startRole('ca', [...where, '--mesh', MESH, ...permits])
}

async function startHub(world: World): Promise<void> {
  const address = `127.0.0.1:${await freePort()}`
  const [ca] = world.roles
  const authority = ['--ca', ca?.address() ?? '', '--permit', world.file('hub.permit.json')]
  const where = ['--data', world.file('hub'), '--listen', address, '--name', address]
  await world.startRole('hub', [...where, ...authority, '--capture', world.file(CAPTURE)])
}

async function join(world: World, agent: Agent, permit: readonly string[]): Promise<void> {
  await type(world.dir, agent, ['join', MESH, ...permit, '--as', agent.name])
  await agent.connected()
}

/** The same bytes directly and through the mesh. Throws if they are not the same. */
async function measureTransfer({ scope }: World, { bytes, direct, mesh }: Ways): Promise<Transfer> {
  const plain = await drain(scope, direct)
  const carried = await drain(scope, mesh)
  if (carried.bytes !== bytes || carried.sha256 !== plain.sha256) {
    throw new DemoError(`${carried.bytes} bytes came with SHA-256 ${carried.sha256}, not ${bytes} with ${plain.sha256}`)
  }
  const speed = (ms: number) => bytes / 2 ** 20 / (ms / 1000)
  return { bytes, sha256: carried.sha256, speed: speed(carried.ms), plainSpeed: speed(plain.ms) }
}

interface Ways {
  bytes: number
  /** Ports. */
  direct: number
  mesh: number
}

const tellVisit = ({ files, page }: Visit): string =>
  `${files} files of B came out of A's port with the SHA-256 of the originals (index.html: ${page.sha256.slice(0, 12)}…)`

const tellHub = ({ bytes, records, phrases }: HubView): string =>
  `${formatBytes(bytes)} that it relayed are ${records} TLS records; none of the page's ${phrases} pieces is in there`

function showBothViews({ page }: Visit, { sample }: HubView): void {
  sayDetail(`at A's port       ${dumpLine(page.content)}`)
  sayDetail(`what the hub saw  ${dumpLine(sample)}`)
}

const tellTransfer = ({ bytes, speed, plainSpeed }: Transfer): string =>
  `${formatBytes(bytes)} bit for bit at ${speed.toFixed(0)} MB/s (plain loopback: ${plainSpeed.toFixed(0)} MB/s)`
