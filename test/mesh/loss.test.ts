/**
 * A path that loses one packet in a hundred: streams do not wait for what another one has lost, because each has a session, and so
 * a TCP connection, of its own. On the tunnel all share one, and wait for each other: that is what the numbers show.
 */
import { expect, onTestFailed, test } from 'vitest'
import { NODE, ROOT } from '../harness/engines.ts'
import { startMesh } from '../harness/mesh.ts'
import { buildWorld, lackingForNetworks } from '../harness/networks.ts'
import { launch, run } from '../harness/process.ts'
import { testScope } from './fixture.ts'

const lacking = lackingForNetworks()

/** One packet in so many is lost. */
const ONE_IN = 100

/** One way, where the kernel can delay: a round trip through the hub takes twice as much at least. */
const DELAY_MS = 10

const ROUND_TRIPS = 60

/** Servers at the one end: an echo, and a source that never ends. */
const SERVERS = `
const { createServer } = require('node:net')
createServer(s => s.on('error', () => {}).pipe(s)).listen(7007, '127.0.0.1')
const block = Buffer.alloc(65536)
const fill = s => { while (s.writable && s.write(block)); }
createServer(s => { s.on('error', () => {}); s.on('drain', () => fill(s)); fill(s) }).listen(7008, '127.0.0.1', () => console.log('serving'))`

/** Programs at the other: one that takes all that comes, and one that measures. */
const DRAIN = `require('node:net').connect(8008, '127.0.0.1').once('data', () => console.log('flowing')).resume()`
const MEASURE = `
const { roundTrips, quantile } = await import('${ROOT}/test/harness/timing.ts')
const times = await roundTrips(8007, ${ROUND_TRIPS})
console.log(JSON.stringify({ p50: quantile(times, 0.5), p90: quantile(times, 0.9) }))`

interface Times {
  p50: number
  p90: number
}

/** A stream that takes all it can get, and round trips of a small one, over a wire that loses packets. */
async function overBadWire(path: 'splice' | 'tunnel') {
  const scope = testScope()
  const world = buildWorld(scope, [null, null])
  const [home, far] = world.homes
  const { within = [] } = home ?? {}
  const mesh = await startMesh(scope, { hub: { within: world.middle.within }, host: world.middle.address })
  onTestFailed(() => console.log(mesh.tails()))
  const a = await mesh.addAgent('a', { within, args: ['--path', path] })
  const b = await mesh.addAgent('b', { within: far?.within })
  await launch(scope, { name: 'servers', argv: [...(far?.within ?? []), NODE, '-e', SERVERS] }).waitForOutput('serving')
  await b.ok('publish', 'tcp/echo', '127.0.0.1:7007')
  await b.ok('publish', 'tcp/source', '127.0.0.1:7008')
  await a.ok('open', '8007', 'tcp/echo')
  await a.ok('open', '8008', 'tcp/source')
  world.impair(0, { oneIn: ONE_IN, delayMs: DELAY_MS })
  const times = async (): Promise<Times> => {
    const { stdout, stderr } = await run({ argv: [...within, NODE, '--input-type=module', '-e', MEASURE] })
    expect(stderr).toBe('')
    return JSON.parse(stdout) as Times
  }
  const alone = await times()
  await launch(scope, { name: 'bulk', argv: [...within, NODE, '-e', DRAIN] }).waitForOutput('flowing')
  const beside = await times()
  console.log(`round trips in ms by ${path}, 1 packet in ${ONE_IN} lost: ${JSON.stringify({ alone, beside })}`)
  /** Own ports of the connections to the hub, that with the most received bytes first. */
  const connections = async (): Promise<string[]> => {
    const argv = [...within, 'ss', '-HtniO', 'state', 'established', 'dst', world.middle.address]
    const lines = (await run({ argv })).stdout.trim().split('\n')
    const received = (line: string) => Number(/bytes_received:(\d+)/.exec(line)?.[1] ?? 0)
    lines.sort((one, other) => received(other) - received(one))
    return lines.map(line => /:(\d+)\s/.exec(line)?.[1] ?? '')
  }
  /** From now on nothing that comes for this port arrives. */
  const lose = async (port: string) => {
    const rules = `table ip lose {\n chain in { type filter hook input priority 0\n tcp dport ${port} drop\n }\n}`
    expect(await run({ argv: [...within, 'nft', rules] })).toMatchObject({ code: 0 })
  }
  return { times, connections, lose }
}

test('a small stream does not wait for what a large one beside it has lost, not even if that is everything', async context => {
  context.skip(lacking !== null, lacking ?? '')
  const { times, connections, lose } = await overBadWire('splice')
  const [largest = ''] = await connections()
  await lose(largest)
  console.log(`the same, everything of the large one lost: ${JSON.stringify(await times())}`)
})

test('on the tunnel all streams share the connections of the link', async context => {
  context.skip(lacking !== null, lacking ?? '')
  const { connections } = await overBadWire('tunnel')
  expect((await connections()).length).toBe(2)
})
