/**
 * Connections that break in the middle of something: whoever comes next must not notice.
 *
 * An engine that uses what it has for a connection again keeps, if nobody prevents it, what the last one left there.
 */
import { once } from 'node:events'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { freePort } from '../harness/ports.ts'
import { dial, drain, echoes, startEcho, startServer } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { testScope, useMesh } from './fixture.ts'

/** Connections at a time, and how often they all are broken: with four rounds of eight Pipy came to a stand. */
const AT_A_TIME = 12
const ROUNDS = 5

/** What each has sent when it is broken: more than the sockets on the way hold, so frames are under way everywhere. */
const SENT_BYTES = 16 << 20

/** The preface of HTTP/2, empty SETTINGS, and a DATA frame of 16 KB of which three bytes come. */
const BROKEN_FRAME = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0x40, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3]),
])

const mesh = useMesh({ agents: ['a', 'b'] })

/** Publishes a server at b and opens it at a; gives the port at a. */
async function through(name: string, address: string): Promise<number> {
  const port = await freePort()
  await mesh().agent('b').ok('publish', `tcp/${name}`, address)
  await mesh().agent('a').ok('open', String(port), `tcp/${name}`)
  return port
}

test('clients that break off in the middle of transfers stop nobody', async () => {
  const scope = testScope()
  let received = 0
  const sink = await startServer(scope, socket => {
    socket.on('data', chunk => {
      received += chunk.length
    })
  })
  const sinkPort = await through('sink', sink.address)
  const echoPort = await through('echo', (await startEcho(scope)).address)
  const block = Buffer.alloc(1 << 20)
  for (let round = 0; round < ROUNDS; round++) {
    received = 0
    const clients = await Promise.all(Array.from({ length: AT_A_TIME }, () => dial(scope, sinkPort)))
    for (const { socket } of clients) {
      const send = () => {
        while (!socket.destroyed && socket.write(block));
      }
      socket.on('drain', send)
      send()
    }
    await waitFor(() => received >= AT_A_TIME * SENT_BYTES, { what: `${received} bytes to be more`, deadline: 30_000 })
    for (const { socket } of clients) socket.resetAndDestroy()
    const answers = await Promise.all(Array.from({ length: AT_A_TIME }, () => echoes(scope, echoPort)))
    expect(answers).toEqual(answers.map(() => true))
  }
}, 120_000)

test('a stranger who breaks off in the middle of a frame keeps nobody from joining', async () => {
  const scope = testScope()
  const port = Number(mesh().hubAddress.split(':')[1])
  for (let i = 0; i < AT_A_TIME; i++) {
    const socket = connectTls({ port, host: '127.0.0.1', ALPNProtocols: ['ztm-join/1'], rejectUnauthorized: false })
    scope.defer(() => {
      socket.destroy()
    })
    await once(socket, 'secureConnect')
    socket.write(BROKEN_FRAME)
    // Its SETTINGS: the frame has reached the decoder.
    await once(socket, 'data')
    socket.destroy()
  }
  await mesh().addAgent('late')
})

test('a program that breaks off in the middle of a frame keeps nobody from the local API', async () => {
  const agent = mesh().agent('a')
  for (let i = 0; i < AT_A_TIME; i++) {
    const { socket } = await dial(testScope(), Number(agent.address().split(':')[1]))
    socket.write(BROKEN_FRAME)
    await once(socket, 'data')
    socket.resetAndDestroy()
  }
  expect(await agent.ok('status')).toContain('connected')
})

test('a service that is done at once ends nobody, though answer and end come in one piece now and then', async () => {
  const scope = testScope()
  const { address } = await startServer(scope, socket => socket.end('hello'))
  const port = await through('hello', address)
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const answers = await Promise.all(Array.from({ length: AT_A_TIME }, () => drain(scope, port)))
    for (const { bytes, ending } of answers) expect({ bytes, ending }).toEqual({ bytes: 5, ending: 'end' })
  }
  for (let round = 0; round < ROUNDS; round++) {
    const outputs = await Promise.all([1, 2, 3, 4].map(() => mesh().agent('a').ok('connect', 'tcp/hello')))
    expect(outputs).toEqual(['hello', 'hello', 'hello', 'hello'])
  }
})
