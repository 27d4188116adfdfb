/** What fuzzing has found, by the name of the bug: each connection that is ended here once stayed open. */
import { afterAll, beforeAll, test } from 'vitest'
import { createScope, type Scope } from '../harness/scope.ts'
import { createRandom } from './random.ts'
import { sendBytes, startTarget, type Target } from './target.ts'

const text = (value: string): Buffer => Buffer.from(value, 'latin1')

const bugs: readonly { name: string; listener: number; bytes: Buffer }[] = [
  {
    name: 'acceptTLS waited for the rest of a handshake whose peer had ended',
    listener: 7,
    bytes: Buffer.from('160301000501', 'hex'),
  },
  {
    name: 'serveHTTP kept a CONNECT open that it had answered with 200',
    listener: 1,
    bytes: text('CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\nbytes'),
  },
  {
    name: 'demuxHTTP kept a 101 open that answered a request which had asked for no other protocol',
    listener: 8,
    bytes: text('GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: none\r\n\r\n'),
  },
  {
    name: 'demuxHTTP answered a CONNECT before the request in front of it, and kept it open',
    listener: 0,
    bytes: Buffer.concat([
      text('POST / HTTP/1.1\r\nhost: a\r\ncontent-encoding: deflate\r\ncontent-length: 10\r\n\r\n'),
      Buffer.from('789ccb48cdc9c9070000', 'hex'),
      text('CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\nbytes'),
    ]),
  },
  {
    name: 'demuxHTTP waited for the rest of a chunked body whose client had ended',
    listener: 0,
    bytes: text(
      'OPTIONS * HTTP/1.1\r\nhost: a\r\nupgrade: h2c\r\nconnection: upgrade\r\ntransfer-encoding: chunked\r\n\r\n5\r\nst: a\r\nno',
    ),
  },
]

let scope: Scope
let target: Target
beforeAll(async () => {
  scope = createScope()
  target = await startTarget(scope)
})
afterAll(() => scope.close())

test.each(bugs)('$name', async ({ listener, bytes, name }) => {
  await sendBytes(target.port(listener), bytes, createRandom(name))
  await target.check()
})
