/**
 * Real programs through the mesh: OpenSSH, PostgreSQL and iperf3. (curl is in first.test.ts.)
 *
 * Each is skipped, with the command that brings it, where it is not installed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { iperf3, openssh, pathOf, postgres } from '../harness/clients.ts'
import { freePort } from '../harness/ports.ts'
import { run, runOk } from '../harness/process.ts'
import { startIperf, startPostgres, startSshd } from '../harness/servers.ts'
import { makeTemp } from '../harness/tmp.ts'
import { testScope, useMesh } from './fixture.ts'

/** The size that the mesh must carry in one scp. */
const FILE_BYTES = 200 * 1024 * 1024

/** A loaded 2-core machine carries 200 MB with ssh's own encryption in a few seconds; this is ten times that. */
const COPY_LIMIT_MS = 100_000

const mesh = useMesh({ agents: ['a', 'b'] })

/** Publishes a local port at b, opens it at a; gives the port at a. */
async function through(name: string, target: number): Promise<number> {
  const { agent } = mesh()
  const port = await freePort()
  await agent('b').ok('publish', `tcp/${name}`, `127.0.0.1:${target}`)
  await agent('a').ok('open', String(port), `tcp/${name}@b`)
  return port
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** A file of random blocks; gives its hash. */
async function writeRandom(path: string, bytes: number): Promise<void> {
  const block = 1 << 20
  const blocks = function* () {
    for (let left = bytes; left > 0; left -= block) yield randomBytes(Math.min(block, left))
  }
  await pipeline(Readable.from(blocks()), createWriteStream(path))
}

test('scp copies 200 MB there and back, hash for hash', async context => {
  context.skip(!openssh.available, openssh.enabledBy)
  const scope = testScope()
  const sshd = await startSshd(scope)
  const port = await through('ssh', sshd.port)
  const dir = makeTemp(scope, 'scp')
  const original = join(dir, 'original')
  await writeRandom(original, FILE_BYTES)
  const copy = (from: string, to: string) =>
    runOk({ argv: [pathOf(openssh, 'scp'), '-q', ...sshd.options, '-P', String(port), from, to], limit: COPY_LIMIT_MS })
  const remote = `${sshd.user}@127.0.0.1:`
  await copy(original, `${remote}${join(dir, 'there')}`)
  await copy(`${remote}${join(dir, 'there')}`, join(dir, 'back'))
  const hash = await hashOf(original)
  expect(await hashOf(join(dir, 'there'))).toBe(hash)
  expect(await hashOf(join(dir, 'back'))).toBe(hash)
})

test('ssh runs a command with its input, output and status', async context => {
  context.skip(!openssh.available, openssh.enabledBy)
  const scope = testScope()
  const sshd = await startSshd(scope)
  const port = await through('ssh-command', sshd.port)
  const argv = [
    pathOf(openssh, 'ssh'),
    ...sshd.options,
    '-p',
    String(port),
    `${sshd.user}@127.0.0.1`,
    'tr a-z A-Z; exit 7',
  ]
  const outcome = await run({ argv, input: 'through the mesh\n' })
  expect(outcome).toMatchObject({ code: 7, stdout: 'THROUGH THE MESH\n' })
})

test('psql and pgbench work on a PostgreSQL at the other end', async context => {
  context.skip(!postgres.available, postgres.enabledBy)
  const scope = testScope()
  const server = await startPostgres(scope)
  const port = await through('postgres', server.port)
  const where = ['-h', '127.0.0.1', '-p', String(port), '-U', server.user]
  const query = "select sum(i), md5(string_agg(i::text, ',')) from generate_series(1, 100000) i"
  const psql = [pathOf(postgres, 'psql'), ...where, '-d', 'postgres', '-Atc']
  const sum = await runOk({ argv: [...psql, query] })
  expect(sum).toMatch(/^5000050000\|[0-9a-f]{32}\n$/)
  const direct = psql.map(word => (word === String(port) ? String(server.port) : word))
  expect(sum).toBe(await runOk({ argv: [...direct, query] }))
  const pgbench = pathOf(postgres, 'pgbench')
  await runOk({ argv: [pgbench, ...where, '-i', '-s', '1', '-q', 'postgres'] })
  const report = await runOk({ argv: [pgbench, ...where, '-c', '4', '-j', '1', '-t', '50', 'postgres'] })
  expect(report).toContain('number of transactions actually processed: 200/200')
  expect(report).toContain('number of failed transactions: 0')
})

test('pgbench that connects anew for each transaction loses none', async context => {
  context.skip(!postgres.available, postgres.enabledBy)
  const server = await startPostgres(testScope())
  const port = await through('postgres-connect', server.port)
  const where = ['-h', '127.0.0.1', '-p', String(port), '-U', server.user]
  const pgbench = pathOf(postgres, 'pgbench')
  await runOk({ argv: [pgbench, ...where, '-i', '-s', '1', '-q', 'postgres'] })
  const report = await runOk({ argv: [pgbench, ...where, '-C', '-S', '-c', '2', '-t', '50', 'postgres'] })
  expect(report).toContain('number of transactions actually processed: 100/100')
})

const iperfModes: [string, string[]][] = [
  ['one stream forward', []],
  ['four streams at once', ['-P', '4']],
  ['backward', ['-R']],
]

for (const [name, flags] of iperfModes) {
  test(`iperf3 measures ${name}`, async context => {
    context.skip(!iperf3.available, iperf3.enabledBy)
    const port = await through(`iperf${flags.join('')}`, await startIperf(testScope()))
    const argv = [pathOf(iperf3, 'iperf3'), '-c', '127.0.0.1', '-p', String(port), '-n', '64M', '-J', ...flags]
    const { end, error } = JSON.parse(await runOk({ argv })) as {
      end: Record<string, { bytes: number }>
      error?: string
    }
    expect(error).toBeUndefined()
    // It ends when all was sent; what is still on its way then is not counted as received: with four streams, what the
    // sockets of four connections on two hops hold.
    expect(end.sum_sent?.bytes).toBeGreaterThanOrEqual(60 << 20)
    expect(end.sum_received?.bytes).toBeGreaterThanOrEqual(4 << 20)
  })
}

test('iperf3 sends datagrams, and misses next to none', async context => {
  context.skip(!iperf3.available, iperf3.enabledBy)
  const server = await startIperf(testScope())
  const port = await through('iperf-datagrams', server)
  const { agent } = mesh()
  await agent('b').ok('publish', 'udp/iperf-datagrams', `127.0.0.1:${server}`)
  await agent('a').ok('open', String(port), 'udp/iperf-datagrams')
  // With room at iperf3's own sockets: what it cannot take at once would be counted against us.
  const how = ['-u', '-b', '40M', '-t', '1', '-l', '1400', '-w', '1M', '-J']
  const argv = [pathOf(iperf3, 'iperf3'), '-c', '127.0.0.1', '-p', String(port), ...how]
  const { end, error } = JSON.parse(await runOk({ argv })) as {
    end: { sum: { packets: number; lost_packets: number } }
    error?: string
  }
  expect(error).toBeUndefined()
  expect(end.sum.packets).toBeGreaterThan(1000)
  expect(end.sum.lost_packets).toBeLessThan(end.sum.packets / 100)
})
