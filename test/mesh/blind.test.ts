/**
 * Promise 1: the hub is blind. What it relays, and what stands on the wire, is TLS and holds nothing that a user sent.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { freePort } from '../harness/ports.ts'
import { isSplice, startProxy } from '../harness/proxy.ts'
import { dial, echoes, startEcho } from '../harness/tcp.ts'
import { findRecords, parseRecords } from '../harness/tls-records.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor, within } from '../harness/wait.ts'
import { ownMesh, testScope } from './fixture.ts'

/** Nobody else says this. */
const MARKER = `the-secret-of-this-test-${randomBytes(12).toString('hex')}`

/** What an endpoint shows in the clear before its TLS: a ticket that is good once. */
const TICKET = /^ztm-splice\/1 [0-9a-f]{32}\n/

test.each(['splice', 'tunnel'])('by %s, neither the hub nor the wire sees what is sent', async path => {
  const dir = makeTemp(testScope(), 'blind')
  const capture = join(dir, 'capture')
  const hubPort = await freePort()
  const refuse = path === 'splice' ? undefined : isSplice
  const proxy = await startProxy(testScope(), { target: hubPort, refuse })
  const hubArgs = ['--capture', capture]
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b'], hubPort, dialPort: proxy.port, hubArgs })
  const echo = await startEcho(scope)
  const port = await freePort()
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  await mesh.agent('a').ok('open', String(port), 'tcp/echo')
  // The first connection may be lost to finding out that splices do not come through.
  await waitFor(() => echoes(scope, port), { what: 'a connection to work' })
  const client = await dial(scope, port)
  const text = `${MARKER} `.repeat(200)
  expect(String(await client.exchange(text))).toBe(text)

  // On the wire between agents and hub.
  const wire = proxy.captured()
  expect(wire.length).toBeGreaterThan(2 * text.length)
  expect(wire.includes(MARKER)).toBe(false)
  for (const stream of proxy.streams()) parseRecords(withoutTicket(stream))
  expect((await mesh.agent('a').json<{ path: string }>('ping', 'b')).path).toBe(path)

  // Inside the hub, with the outer TLS taken off: what it hands from one agent to the other.
  const relayed = readFileSync(capture)
  expect(relayed.length).toBeGreaterThan(2 * text.length)
  expect(relayed.includes(MARKER)).toBe(false)
  expect(relayed.includes('CONNECT')).toBe(false)
  const { records, covered } = findRecords(relayed)
  expect(records[0]?.type).toBe(22)
  expect(records.filter(record => record.type === 23).length).toBeGreaterThan(2)
  expect(covered / relayed.length).toBeGreaterThan(0.99)
})

function withoutTicket(stream: Buffer): Buffer {
  const ticket = TICKET.exec(stream.subarray(0, 100).toString('latin1'))
  return ticket ? stream.subarray(ticket[0].length) : stream
}

/** A TLS client of the hub without a certificate; resolves with what the handshake gave, or how it failed. */
async function handshake(port: number, options: object): Promise<{ protocol: string | null } | { error: string }> {
  const result = new Promise<{ protocol: string | null } | { error: string }>(resolve => {
    const socket: TLSSocket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
    testScope().defer(() => {
      socket.destroy()
    })
    socket.on('secureConnect', () => resolve({ protocol: socket.getProtocol() }))
    socket.on('error', error => resolve({ error: error.message }))
    socket.on('close', () => resolve({ error: 'closed' }))
  })
  return within(result, { what: 'the end of a handshake' })
}

test('the hub speaks TLS 1.3 only', async () => {
  const { mesh } = await ownMesh()
  const port = Number(mesh.hubAddress.split(':')[1])
  const ALPNProtocols = ['ztm-join/1']
  expect(await handshake(port, { ALPNProtocols })).toEqual({ protocol: 'TLSv1.3' })
  expect(await handshake(port, { ALPNProtocols, maxVersion: 'TLSv1.2' })).toHaveProperty('error')
  expect(await handshake(port, { ALPNProtocols: ['h2'] })).toHaveProperty('error')
  expect(await handshake(port, {})).toHaveProperty('error')
})
