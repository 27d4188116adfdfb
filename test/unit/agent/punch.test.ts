/** What an endpoint dials because a hub says so, and from where. */
import { expect, test, vi } from 'vitest'
import { Data } from '../../../src/runtime/core/data.ts'

vi.stubGlobal('Data', Data)
vi.stubGlobal('os', { platform: 'linux' })
vi.stubGlobal('pipeline', () => undefined)

type Mode = 'auto' | 'on' | 'off'

/** Portable code, which no test sees the types of. */
const path: string = '../../../src/agent/punch.ts'
const { checkPunchAddress, shareableBind } = (await import(path)) as {
  checkPunchAddress: (text: string, mode: Mode) => string
  shareableBind: (mode: Mode, local: string) => string | undefined
}

test('nobody dials a port of its own computer, or what is no address, because a hub says so', () => {
  expect(checkPunchAddress('203.0.113.9:4000', 'auto')).toBe('203.0.113.9:4000')
  for (const bad of [
    '127.0.0.1:7777',
    'localhost:7777',
    '[::1]:7777',
    '203.0.113.9:0',
    '203.0.113.9',
    '1.2.3.256:1',
    '',
  ])
    expect(() => checkPunchAddress(bad, 'auto'), bad).toThrow(expect.objectContaining({ code: 'bad-request' }))
  expect(checkPunchAddress('127.0.0.1:7777', 'on')).toBe('127.0.0.1:7777')
})

test('a port is shared on the way to a hub over IPv4, and not on loopback unless that is wanted', () => {
  expect(shareableBind('auto', '192.168.1.2')).toBe('0.0.0.0')
  for (const local of ['127.0.0.1', '::1', '2001:db8::1', ''])
    expect(shareableBind('auto', local), local).toBeUndefined()
  expect(shareableBind('on', '127.0.0.1')).toBe('0.0.0.0')
  expect(shareableBind('off', '192.168.1.2')).toBeUndefined()
})
