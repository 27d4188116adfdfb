/** What Linux says in /proc/net, read: who listens, and by which addresses others come. */
import { expect, test } from 'vitest'
import { parseListeners, parseLocalAddresses } from '../../../src/agent/proc-net.ts'

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const line = (local: string, state = '0A') =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1`
const nobodys = () => false

test('who listens everywhere is reached at loopback, others where they listen; a port counts once', () => {
  const tcp = [
    head,
    line('00000000:0016'),
    line('0100007F:1538'),
    line('050110AC:1F90'),
    line('0100007F:0050', '01'),
    '',
  ]
  const zeros = '0'.repeat(32)
  const tcp6 = [
    head,
    line(`${zeros}:0016`),
    line(`${'0'.repeat(24)}01000000:0277`),
    line(`0000000000000000FFFF00000100007F:1771`),
  ]
  expect(parseListeners([tcp.join('\n'), tcp6.join('\n')], nobodys)).toEqual([
    { port: 22, target: '127.0.0.1:22' },
    { port: 631, target: '[::1]:631' },
    { port: 5432, target: '127.0.0.1:5432' },
    { port: 6001, target: '127.0.0.1:6001' },
    { port: 8080, target: '172.16.1.5:8080' },
  ])
})

test('own ports are left out; what is no list is none', () => {
  expect(parseListeners([`${head}\n${line('00000000:1E61')}`], port => port === 7777)).toEqual([])
  for (const text of ['', head, 'x\ny z', `${head}\n${line('ZZZZZZZZ:0A')}`.slice(0, 120)]) {
    expect(parseListeners([text], nobodys)).toEqual([])
  }
})

test('addresses of this computer: not loopback, not broadcast, private networks first', () => {
  const entry = (address: string, kind: string) => `           |-- ${address}\n              /32 ${kind}`
  const lists = ['172.17.0.1', '10.0.0.5', '192.168.1.20', '127.0.0.1', '10.0.0.5'].map(ip => entry(ip, 'host LOCAL'))
  const text = ['Local:', '  +-- 0.0.0.0/0 3 0 5', ...lists, entry('10.0.0.255', 'link BROADCAST')].join('\n')
  expect(parseLocalAddresses(text)).toEqual(['192.168.1.20', '10.0.0.5', '172.17.0.1'])
  expect(parseLocalAddresses('')).toEqual([])
})
