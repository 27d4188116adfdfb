/**
 * The router maps the port of `direct`: by whichever protocol it speaks; what it maps is told to others, renewed, and deleted at
 * the end. What a broken or lying router answers harms nobody.
 */
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { dialTls, stealKey } from '../harness/member.ts'
import { freePort } from '../harness/ports.ts'
import { type RouterOptions, startRouter } from '../harness/router.ts'
import { echoes, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

interface Told {
  state: string
  protocol?: string
  address?: string
  error?: string
  until?: number
}

interface Listed {
  endpoint: { name: string; addresses?: string[] }
}

/** A mesh whose agent b asks a router to map its port. */
async function behindRouter(options: RouterOptions) {
  const { mesh, scope } = await ownMesh({ agents: ['a'] })
  const router = await startRouter(scope, options)
  const port = await freePort()
  const b = await mesh.addAgent('b', { args: ['--direct', `127.0.0.1:${port}`, '--port-map', router.address] })
  const told = async () => (await b.json<{ portMap: Told }>('status')).portMap
  const becomes = async (state: string) => {
    await waitFor(async () => (await told()).state === state, { what: `the port map to be ${state}`, detail: b.tail })
    return told()
  }
  await b.ok('publish', 'tcp/echo', (await startEcho(scope)).address)
  /** What the directory says of b. */
  const listed = async () => (await mesh.agent('a').json<Listed[]>('get', 'services'))[0]?.endpoint.addresses
  return { mesh, scope, router, port, b, told, becomes, listed }
}

describe.each([
  ['pcp', ['pcp', 'nat-pmp', 'upnp']],
  ['nat-pmp', ['nat-pmp', 'upnp']],
  ['upnp', ['upnp']],
] as const)('a router that speaks %s', (protocol, speaks) => {
  test('maps the port: others are told of it and come through it, until the agent ends', async () => {
    const { mesh, scope, router, port, b, becomes, listed } = await behindRouter({ speaks })
    const address = `${router.external}:${port}`
    expect(await becomes('mapped')).toMatchObject({ protocol, address })
    expect(await b.ok('status')).toContain(`port at the router: ${address} leads here, by ${protocol}`)
    expect(await b.ok('doctor')).toContain(`${address} leads here`)
    await waitFor(async () => (await listed())?.includes(address) ?? false, { what: 'others to be told' })
    expect(await listed()).toEqual([`127.0.0.1:${port}`, address])
    const { id } = stealKey(b.dir)
    const options = { host: router.external }
    const through = dialTls(scope, {
      port,
      alpn: 'ztm-peer/1',
      servername: `${id}.ep.ztm`,
      shown: stealKey(mesh.agent('a').dir),
      options,
    })
    await once(through, 'secureConnect')
    expect(through.getPeerCertificate().subjectaltname).toContain(id)
    b.child().signal('SIGTERM')
    await waitFor(() => router.mappings().size === 0, { what: 'the mapping to be deleted' })
  })
})

test('a mapping is renewed, also when the router has forgotten it, and that of an agent that was killed is taken over', async () => {
  const { router, port, b, becomes } = await behindRouter({ speaks: ['pcp'], seconds: 4 })
  const { until = 0 } = await becomes('mapped')
  await router.forget()
  await waitFor(() => router.mappings().has(port), { what: 'the mapping to be made again' })
  await waitFor(async () => ((await becomes('mapped')).until ?? 0) > until, { what: 'its end to be later' })
  await b.restart()
  expect(await becomes('mapped')).toMatchObject({ protocol: 'pcp', address: `${router.external}:${port}` })
})

test.each([['nat-pmp'], ['upnp']] as const)(
  'a port that somebody else has at the router becomes another, by %s',
  async protocol => {
    const { router, port, becomes } = await behindRouter({ speaks: [protocol], isTaken: true })
    const { address } = await becomes('mapped')
    const [external] = [...router.mappings().keys()]
    expect(external).not.toBe(port)
    expect(address).toBe(`${router.external}:${external}`)
  },
)

test('a router that knows no end of a mapping keeps it until the agent deletes it', async () => {
  const { router, port, b, becomes } = await behindRouter({ speaks: ['upnp'], permanentOnly: true })
  expect(await becomes('mapped')).not.toHaveProperty('until')
  expect(router.mappings().has(port)).toBe(true)
  b.child().signal('SIGTERM')
  await waitFor(() => router.mappings().size === 0, { what: 'the mapping to be deleted' })
})

test('without a router that answers, connections go through the hub, and doctor says what to do', async () => {
  const { mesh, scope, b, becomes, listed, port } = await behindRouter({ speaks: [] })
  const own = await freePort()
  await mesh.agent('a').ok('open', String(own), 'tcp/echo')
  expect(await echoes(scope, own)).toBe(true)
  expect((await becomes('failed')).error).toMatch(/^pcp: no answer; nat-pmp: no answer; upnp: no answer$/)
  expect(await listed()).toEqual([`127.0.0.1:${port}`])
  const { stdout, code } = await b.ztm(['doctor'])
  expect(code).toBe(0)
  expect(stdout).toContain('Turn on PCP, NAT-PMP or UPnP in the router')
})

test('a router that lies about its address is not repeated', async () => {
  const { becomes, listed, port } = await behindRouter({ speaks: ['pcp', 'nat-pmp', 'upnp'], claims: '224.0.0.1' })
  expect((await becomes('failed')).error).toContain('it gives the external address 224.0.0.1')
  expect(await listed()).toEqual([`127.0.0.1:${port}`])
})

test('answers that are malformed, of somebody else, late or double are harmless', async () => {
  let turn = 0
  const late: (() => void)[] = []
  const { router, port, b, becomes } = await behindRouter({
    speaks: ['pcp'],
    twist: (answer, send) => {
      const changed = Buffer.from(answer)
      changed.writeUInt8(changed.readUInt8(24 + (turn % 12)) ^ 0xff, 24 + (turn++ % 12))
      for (const one of late.splice(0)) one()
      late.push(() => send(answer))
      for (const bad of [
        Buffer.alloc(0),
        answer.subarray(0, 3),
        answer.subarray(0, 59),
        changed,
        Buffer.alloc(1400, 2),
      ])
        send(bad)
      send(answer)
      send(answer)
    },
  })
  expect(await becomes('mapped')).toMatchObject({ address: `${router.external}:${port}` })
  expect(await b.ok('status')).toContain('connected')
})

test('a gateway whose description leads elsewhere, or never ends, is left alone', async () => {
  const elsewhere = await behindRouter({
    speaks: ['upnp'],
    twist: (answer, send) => send(Buffer.from(answer.toString().replace(/http:\/\/[\d.]+/, 'http://127.0.0.1'))),
  })
  expect((await elsewhere.becomes('failed')).error).toContain('upnp: no answer')
  const endless = await behindRouter({ speaks: ['upnp'], twistText: text => text + ' '.repeat(1 << 20) })
  expect((await endless.becomes('failed')).error).toContain('no answer by HTTP that can be read')
})
