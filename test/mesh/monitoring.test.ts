/**
 * What a mesh tells its operators: metrics, health and logs of every role, who may read them, and that no secret is in them.
 *
 * The dashboard, the alerts and the example of Prometheus in ops/ are held against the metrics of a mesh that has worked.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAvailable, layoutsOf, ROOT } from '../harness/engines.ts'
import { type Family, parseExposition } from '../harness/exposition.ts'
import { type Mesh, startMesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { createScope } from '../harness/scope.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { createRole, ztm } from '../harness/ztm.ts'
import { matrix, testScope } from './fixture.ts'

const [layout] = layoutsOf(matrix)
const TOKEN = '0123456789abcdef-of-a-reader'

/** One mesh: a CA, a hub, two agents; what it must not tell, and where it tells things. */
interface Place {
  mesh: Mesh
  hub: string
  ca: string
}

const scope = createScope()
let place: Place

const jsonLog = ['--log-format', 'json', '--log-level', 'debug']

beforeAll(async () => {
  if (!isAvailable(matrix)) return
  const hub = `127.0.0.1:${await freePort()}`
  const ca = `127.0.0.1:${await freePort()}`
  const mesh = await startMesh(scope, {
    layout,
    ownCA: true,
    caArgs: ['--metrics', ca, ...jsonLog],
    hubArgs: ['--metrics', hub, ...jsonLog],
  })
  await mesh.addAgent('a', { args: jsonLog })
  await mesh.addAgent('b', { args: jsonLog })
  place = { mesh, hub, ca }
  await use(mesh)
})
afterAll(() => scope.close())

/** Streams both ways, by a port of a to a service of b, and one that is refused. */
async function use(mesh: Mesh): Promise<void> {
  const echo = await startEcho(scope)
  const [port, nowhere] = [await freePort(), await freePort()]
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  await mesh.agent('b').ok('publish', 'tcp/nowhere', `127.0.0.1:${await freePort()}`)
  await mesh.agent('a').ok('open', String(port), 'tcp/echo')
  await mesh.agent('a').ok('open', String(nowhere), 'tcp/nowhere')
  const client = await dial(scope, port)
  expect(String(await client.exchange('x'.repeat(10_000)))).toHaveLength(10_000)
  const refused = await dial(scope, nowhere)
  await refused.ended
}

async function get(address: string, path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`http://${address}${path}`, { headers })
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

const tokenOf = (name: string) => readFileSync(join(place.mesh.agent(name).dir, 'api-token'), 'utf8').trim()

async function scrape(address: string, headers: Record<string, string> = {}): Promise<Family[]> {
  const { status, type, text } = await get(address, '/metrics', headers)
  expect(status).toBe(200)
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8')
  return parseExposition(text)
}

const scrapeAgent = (name: string) =>
  scrape(place.mesh.agent(name).address(), { authorization: `Bearer ${tokenOf(name)}` })

function valueOf(families: Family[], name: string, labels: Record<string, string> = {}): number | undefined {
  const samples = families.find(family => family.name === name)?.samples ?? []
  return samples.find(one => Object.entries(labels).every(([key, value]) => one.labels[key] === value))?.value
}

describe('metrics', () => {
  test('every one has help, a type, and a name that says its unit', async () => {
    const all = [...(await scrape(place.hub)), ...(await scrape(place.ca)), ...(await scrapeAgent('a'))]
    for (const { name, help, type, samples } of all) {
      expect(help, name).not.toBe('')
      expect(type === 'counter', name).toBe(name.endsWith('_total'))
      expect(name).toMatch(/^(ztm|process)_[a-z_]+$/)
      expect(name).not.toMatch(/_(ms|millis|kb|mb)(_|$)/)
      for (const { value } of samples) expect(value, name).toBeGreaterThanOrEqual(0)
    }
  })

  test('those of the hub count what it relayed', async () => {
    const families = await scrape(place.hub)
    expect(valueOf(families, 'ztm_hub_endpoints')).toBe(2)
    expect(valueOf(families, 'ztm_hub_relays_total', { path: 'splice' })).toBeGreaterThanOrEqual(1)
    expect(valueOf(families, 'ztm_hub_relayed_bytes_total', { path: 'splice' })).toBeGreaterThan(20_000)
    expect(valueOf(families, 'ztm_hub_ca_requests_total', { request: 'enrol', outcome: 'ok' })).toBe(2)
    expect(valueOf(families, 'ztm_hub_certificate_expiry_timestamp_seconds')).toBeGreaterThan(Date.now() / 1000)
    expect(valueOf(families, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
    expect(valueOf(families, 'process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(valueOf(families, 'process_open_fds')).toBeGreaterThan(3)
  })

  test('those of the CA count whom it certified', async () => {
    const families = await scrape(place.ca)
    expect(valueOf(families, 'ztm_ca_endpoints')).toBe(2)
    expect(valueOf(families, 'ztm_ca_hubs')).toBe(1)
  })

  test('those of an agent count its streams, and those refused by their code', async () => {
    const [a, b] = [await scrapeAgent('a'), await scrapeAgent('b')]
    for (const [side, families] of Object.entries({ entry: a, serving: b })) {
      const labels = { mesh: 'home', side }
      expect(valueOf(families, 'ztm_agent_streams_total', labels)).toBe(2)
      expect(valueOf(families, 'ztm_agent_streams_open', labels)).toBe(1)
      expect(valueOf(families, 'ztm_agent_streams_ended_total', { ...labels, outcome: 'target-unreachable' })).toBe(1)
      expect(valueOf(families, 'ztm_agent_streams_ended_total', { ...labels, outcome: 'done' })).toBeUndefined()
      expect(valueOf(families, 'ztm_agent_stream_bytes_total', { ...labels, direction: 'received' })).toBe(0)
    }
    expect(valueOf(a, 'ztm_agent_mesh_connected', { mesh: 'home' })).toBe(1)
    expect(valueOf(a, 'ztm_agent_ports', { state: 'open' })).toBe(2)
    expect(valueOf(b, 'ztm_agent_services')).toBe(2)
  })

  test('name nobody: no endpoint, no user, no address of a client', async () => {
    const labels = [...(await scrape(place.hub)), ...(await scrape(place.ca))]
      .flatMap(family => family.samples)
      .flatMap(({ labels }) => Object.keys(labels))
    expect([...new Set(labels)].sort()).toEqual(
      ['code', 'engine', 'level', 'outcome', 'path', 'purpose', 'request', 'role', 'version'].filter(name =>
        labels.includes(name),
      ),
    )
  })
})

describe('health', () => {
  test('a role that serves is alive and ready', async () => {
    for (const address of [place.hub, place.ca, place.mesh.agent('a').address()]) {
      expect(await get(address, '/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}\n' })
      const { status, text } = await get(address, '/readyz')
      expect([status, JSON.parse(text).status]).toEqual([200, 'ready'])
    }
  })

  test('an agent without a hub is alive and not ready, and says of which mesh', async () => {
    const own = testScope()
    const mesh = await startMesh(own, { layout, agents: ['a'] })
    const agent = mesh.agent('a')
    await mesh.hub.kill()
    const told = await waitFor(
      async () => {
        const { status, text } = await get(agent.address(), '/readyz')
        return status === 503 && JSON.parse(text)
      },
      { what: 'the agent to be not ready', detail: agent.tail },
    )
    expect(told).toEqual({ status: 'not ready', checks: [{ name: 'mesh home', problem: 'connecting' }] })
    expect((await get(agent.address(), '/healthz')).status).toBe(200)
  })
})

describe('who may read', () => {
  test('nobody, unless a listener was asked for: the port of the mesh knows no metrics', async () => {
    await expect(get(place.mesh.hubAddress, '/metrics')).rejects.toThrow()
  })

  test('an agent gives its metrics to holders of its token only', async () => {
    const address = place.mesh.agent('a').address()
    expect((await get(address, '/metrics')).status).toBe(401)
    expect((await get(address, '/metrics', { authorization: 'Bearer wrong' })).status).toBe(401)
  })

  test('a name that was made to lead to loopback is refused', async () => {
    const { request } = await import('node:http')
    const [host, port] = place.hub.split(':')
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ host, port, path: '/metrics', headers: { host: '127.example.com' } }, answer => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asked.on('error', reject)
      asked.end()
    })
    expect(status).toBe(403)
  })

  test('what else is asked for is refused as everywhere', async () => {
    expect(JSON.parse((await get(place.hub, '/api/ping')).text)).toMatchObject({ status: 404, code: 'not-found' })
    const posted = await fetch(`http://${place.hub}/metrics`, { method: 'POST', body: 'x' })
    const { code } = (await posted.json()) as { code: string }
    expect([posted.status, code]).toEqual([405, 'method-not-allowed'])
  })

  test('beyond loopback a role demands a token, and does not start without', async () => {
    const own = testScope()
    const file = join(place.mesh.dir, 'reader')
    writeFileSync(file, `${TOKEN}\n`)
    const engine = layout.engine('agent')
    const dir = join(place.mesh.dir, 'open')
    const args = ['--data', dir, '--listen', '127.0.0.1:0', '--metrics', `0.0.0.0:${await freePort()}`]
    const refused = await ztm(engine, ['run', 'agent', ...args])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('no loopback address: others could read the metrics')
    const agent = createRole(own, { role: 'agent', engine, args: [...args, '--metrics-token', file] })
    await agent.start()
    const address = `127.0.0.1:${args.at(-1)?.split(':')[1]}`
    expect((await get(address, '/healthz')).status).toBe(401)
    expect((await scrape(address, { authorization: `Bearer ${TOKEN}` })).length).toBeGreaterThan(5)
  })
})

describe('logs', () => {
  const logOf = (name: string) => {
    const { mesh } = place
    return name === 'hub' ? mesh.hub.log() : name === 'ca' ? (mesh.ca?.log() ?? '') : mesh.agent(name).log()
  }

  test('as JSON are one object a line, with time, level, topic and event', () => {
    for (const name of ['hub', 'ca', 'a', 'b']) {
      const records = logOf(name)
        .split('\n')
        .filter(line => line.startsWith('{'))
        .map(line => JSON.parse(line))
      expect(records.length, name).toBeGreaterThan(1)
      for (const record of records) {
        expect(record.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        expect(['debug', 'info', 'warn', 'error']).toContain(record.level)
        expect(record.topic).toMatch(new RegExp(`^${name.length === 1 ? 'agent' : name}`))
        expect(record.event).toMatch(/^[a-zA-Z][a-zA-Z :]+$/)
      }
    }
  })

  test('hold no token, no secret of a permit and no key, at the level that says most', () => {
    const secrets = secretsIn(place.mesh.dir)
    expect(secrets.length).toBeGreaterThan(4)
    for (const name of ['hub', 'ca', 'a', 'b']) {
      for (const secret of secrets) expect(logOf(name).includes(secret), name).toBe(false)
      expect(logOf(name)).not.toContain('PRIVATE KEY')
    }
  })

  test('in a file are for their owner only, and not on stderr', async () => {
    const own = testScope()
    const file = join(place.mesh.dir, 'agent.log')
    const args = ['--data', join(place.mesh.dir, 'filed'), '--listen', '127.0.0.1:0', '--log-file', file]
    const metrics = `127.0.0.1:${await freePort()}`
    const agent = createRole(own, {
      role: 'agent',
      engine: layout.engine('agent'),
      args: [...args, '--metrics', metrics],
    })
    await agent.start()
    const line = `[info] [agent] metrics are served address=${metrics}`
    await waitFor(() => readFileSync(file, 'utf8').includes(line), { what: 'the record in the file' })
    expect(readFileSync(file, 'utf8')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \[info\]/)
    expect(agent.log()).not.toContain('metrics are served')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test.each([
    [['--log-level', 'loud'], '--log-level loud is unknown'],
    [['--log-format', 'xml'], '--log-format xml is unknown'],
    [['--log-file', '/nowhere/at/all'], 'cannot write /nowhere/at/all'],
    [['--log-file', 'x', '--log-size', '0'], '--log-size 0 is not a whole number'],
  ])('%j is refused', async (args, message) => {
    const options = { cwd: testDirectory() }
    const { code, stderr } = await ztm(layout.engine('agent'), ['run', 'agent', '--data', 'd', ...args], options)
    expect(code).not.toBe(0)
    expect(stderr).toContain(message)
  })
})

const testDirectory = () => place.mesh.dir

/** Tokens of local APIs, and the secrets of all permits. */
function secretsIn(dir: string): string[] {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map(name => join(dir, name))
  const tokens = files.filter(name => name.endsWith('api-token')).map(name => readFileSync(name, 'utf8').trim())
  const permits = files.filter(name => name.endsWith('permit.json')).map(name => JSON.parse(readFileSync(name, 'utf8')))
  return [...tokens, ...permits.flatMap(({ token }) => [token.id, token.secret])]
}

describe('ops/', () => {
  const read = (name: string) => readFileSync(join(ROOT, 'ops', name), 'utf8')
  const named = (text: string) => new Set(text.match(/\b(?:ztm|process)_[a-z_]+\b/g) ?? [])

  async function known(): Promise<Set<string>> {
    const all = [...(await scrape(place.hub)), ...(await scrape(place.ca)), ...(await scrapeAgent('a'))]
    return new Set(all.map(family => family.name))
  }

  test.each(['grafana-dashboard.json', 'alerts.yml'])('every metric that %s names exists', async file => {
    const [names, exist] = [named(read(file)), await known()]
    expect(names.size).toBeGreaterThan(5)
    expect([...names].filter(name => !exist.has(name))).toEqual([])
  })

  test('the dashboard shows every metric that there is', async () => {
    const [names, exist] = [named(read('grafana-dashboard.json')), await known()]
    expect([...exist].filter(name => !names.has(name))).toEqual([])
  })

  test('the labels that panels sum by and show exist', async () => {
    const all = [...(await scrape(place.hub)), ...(await scrape(place.ca)), ...(await scrapeAgent('a'))]
    const labels = new Set(all.flatMap(family => family.samples).flatMap(({ labels }) => Object.keys(labels)))
    const added = ['instance', 'job']
    const { panels } = JSON.parse(read('grafana-dashboard.json'))
    for (const { title, targets = [] } of panels) {
      for (const { expr, legendFormat } of targets) {
        const used = [
          ...[...expr.matchAll(/ by \(([^)]*)\)/g)].flatMap(match => match[1].split(/, */)),
          ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]),
        ]
        expect(
          used.filter(label => !labels.has(label) && !added.includes(label) && label !== 'code'),
          title,
        ).toEqual([])
      }
    }
  })
})
