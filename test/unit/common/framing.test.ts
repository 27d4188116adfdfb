/** Where HTTP/1 messages end, however their bytes are cut; and what is better not understood. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { Data } from '../../../src/runtime/core/data.ts'

vi.stubGlobal('Data', Data)

interface Reader {
  stage: string
  head?: { isPersistent: boolean }
}

interface Framing {
  createReader: (answers?: string) => Reader
  readMessage: (reader: Reader, bytes: Data) => Data
}

/** Portable code, which no test sees the types of. */
const path: string = '../../../src/common/http/framing.ts'
const { createReader, readMessage } = (await import(path)) as Framing

/** Reads pieces until the message is over; gives what is behind it. */
function read(pieces: (string | Data)[], answers?: string) {
  const reader = createReader(answers)
  const rest = new Data()
  for (const piece of pieces) rest.push(readMessage(reader, new Data(piece as string)))
  return { stage: reader.stage, head: reader.head, rest: rest.toString() }
}

/** Cuts a text at some places. */
function cut(whole: string, places: number[]): string[] {
  const sorted = [...new Set(places.map(place => place % (whole.length + 1)))].sort((a, b) => a - b)
  return [...sorted, whole.length].map((end, index) => whole.substring(sorted[index - 1] ?? 0, end))
}

const next = 'GET /next HTTP/1.1\r\n\r\n'

const messages: [string, string, string?][] = [
  ['a request without a body', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['one with a length', 'PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\n\r\n\r\n1'],
  ['one in chunks', 'PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n'],
  ['trailers', 'PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nsum: 1\r\n\r\n'],
  ['a response', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', 'GET'],
  ['one to HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n', 'HEAD'],
  ['one that has no body', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\n', 'GET'],
  ['one after an interim one', 'HTTP/1.1 103 Hints\r\nlink: a\r\n\r\nHTTP/1.1 204 No\r\n\r\n', 'GET'],
]

describe('a message ends where it ends', () => {
  test.each(messages)('%s', (_, whole, answers) => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 6 }), places => {
        const { stage, rest } = read([...cut(whole, places), next], answers)
        expect({ stage, rest }).toEqual({ stage: 'over', rest: next })
      }),
    )
  })
})

test.each<[string, string, string?]>([
  ['two lengths', 'PUT / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
  ['a length and chunks', 'PUT / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n'],
  ['another coding', 'PUT / HTTP/1.1\r\ntransfer-encoding: gzip, chunked\r\n\r\n'],
  ['a negative length', 'PUT / HTTP/1.1\r\ncontent-length: -1\r\n\r\n'],
  ['a folded line', 'GET / HTTP/1.1\r\nx: y\r\n z: a\r\n\r\n'],
  ['a space before the colon', 'PUT / HTTP/1.1\r\ncontent-length : 1\r\n\r\n'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['an upgrade', 'GET / HTTP/1.1\r\nupgrade: websocket\r\n\r\n'],
  ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\n\r\n'],
  ['a chunk of no size', 'PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'],
  ['a switch of protocols', 'HTTP/1.1 101 Switching\r\n\r\n', 'GET'],
  ['no end of a head', `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(5000)}`],
])('%s is unclear', (_, bytes, answers) => {
  expect(read([bytes], answers).stage).toBe('unclear')
})

test('bytes that are no text do not disturb', () => {
  const bytes = new Data([...Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n'), 0xff, 0xd0, 0xa0, 0xd0])
  expect(read([bytes], 'GET').stage).toBe('over')
})

test('a response without a length lasts as long as its connection', () => {
  expect(read(['HTTP/1.0 200 OK\r\n\r\nabc', 'def'], 'GET')).toMatchObject({
    stage: 'until-end',
    rest: '',
    head: { isPersistent: false },
  })
})

test.each([
  ['HTTP/1.1', '', true],
  ['HTTP/1.1', 'Close', false],
  ['HTTP/1.0', '', false],
  ['HTTP/1.0', 'Keep-Alive', true],
])('%s with connection: %s', (version, connection, isPersistent) => {
  expect(read([`GET / ${version}\r\nconnection: ${connection}\r\n\r\n`]).head).toMatchObject({ isPersistent })
})
