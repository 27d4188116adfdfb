/** What a bug report does not tell. */
import { expect, test } from 'vitest'
import { createRedaction } from '../../../src/cli/redact.ts'

test('a known name is a number, the same everywhere, in texts, addresses and paths', () => {
  const { add, text, value } = createRedaction()
  add('user', 'alice')
  add('endpoint', 'laptop')
  add('host', 'hub.example.com')
  expect(text('alice at laptop, by hub.example.com:8888, from /home/alice/x')).toBe(
    'user-1 at endpoint-1, by host-1:8888, from /home/user-1/x',
  )
  expect(value({ user: 'alice', list: ['alice/laptop', 3, null, true] })).toEqual({
    user: 'user-1',
    list: ['user-1/endpoint-1', 3, null, true],
  })
})

test('a name within another word stays', () => {
  const { add, text } = createRedaction()
  add('mesh', 'a')
  expect(text('a cat has a name: a-b')).toBe('mesh-1 cat has mesh-1 name: a-b')
})

test('addresses are numbers, but for loopback; times and versions stay', () => {
  const { text } = createRedaction()
  expect(text('from 10.1.2.3:80 to 10.1.2.4, [fe80::1]:80 and 10.1.2.3')).toBe(
    'from address-1:80 to address-2, [address-3]:80 and address-1',
  )
  expect(text('127.0.0.1:7777 at 12:30, ZTM 0.1.0, 1.2.3.400')).toBe('127.0.0.1:7777 at 12:30, ZTM 0.1.0, 1.2.3.400')
})

test('what may be a key, a token or a permit is gone', () => {
  const { text } = createRedaction()
  expect(text(`token ${'0123456789abcdef'.repeat(4)}.`)).not.toContain('0123456789abcdef')
  expect(text('ztm1:eyJ2ZXJzaW9uIjoxfQ')).toBe('(permit)')
})
