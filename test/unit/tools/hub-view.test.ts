/**
 * The demo's proof that the hub is blind can fail: it does when one piece of the page, a request, or anything but TLS is
 * in what the hub relayed.
 */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { dumpLine, lookAtCapture } from '../../demo/hub-view.ts'
import { hashOf } from '../../demo/site.ts'

const content = Buffer.from('<p>This is the text of a page that nobody but its reader should see.</p>\n'.repeat(8))
const files = [{ name: 'index.html', content, sha256: hashOf(content) }]

const record = (type: number, body: Buffer): Buffer => {
  const head = Buffer.from([type, 3, 3, 0, 0])
  head.writeUInt16BE(body.length, 3)
  return Buffer.concat([head, body])
}

/** A handshake and application data, as large as real ones. */
const ciphertext = (): Buffer =>
  Buffer.concat([record(22, randomBytes(900)), ...[1, 2, 3, 4].map(() => record(23, randomBytes(4000)))])

test('ciphertext passes, and is counted', () => {
  const view = lookAtCapture(ciphertext(), files)
  expect(view).toMatchObject({ bytes: 900 + 4 * 4000 + 5 * 5, records: 5, phrases: Math.floor(content.length / 16) })
  expect(view.entropy).toBeGreaterThan(7.9)
  expect([...view.sample.subarray(0, 3)]).toEqual([23, 3, 3])
})

test.each([
  ['a piece of the page', record(23, content.subarray(32, 64)), 'could read this'],
  ['a request', record(23, Buffer.from('GET / HTTP/1.1\r\n')), 'could read this'],
  ['bytes that are not TLS', randomBytes(4000).fill(0, 0, 2000), 'are TLS'],
])('%s is found', (_, leak, message) => {
  expect(() => lookAtCapture(Buffer.concat([ciphertext(), leak]), files)).toThrow(message)
})

test('a capture that cannot hold the page is no proof', () => {
  expect(() => lookAtCapture(record(22, randomBytes(100)), files)).toThrow('fewer than')
})

test('text in the shape of records is no ciphertext', () => {
  const text = record(23, Buffer.from('nothing secret, but readable '.repeat(100)))
  expect(() => lookAtCapture(text, files)).toThrow('bits a byte')
})

test('a line of a dump shows bytes as numbers and as text', () => {
  expect(dumpLine(Buffer.from('<p>\x00é'))).toBe('3c 70 3e 00 c3 a9  |<p>...|')
})
