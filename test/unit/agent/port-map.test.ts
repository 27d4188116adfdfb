/** What routers answer, as bytes and texts: read where it is what it should be, and harmless where it is anything else. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { Data } from '../../../src/runtime/core/data.ts'

vi.stubGlobal('Data', Data)

type Answer<Value> = { value: Value } | { failure: string } | undefined
type Parse = (bytes: number[], question: unknown) => Answer<{ port: number; seconds: number; address?: string }>

interface Place {
  host: string
  path: string
}

/** Portable code, which no test sees the types of. */
const folder: string = '../../../src/agent/port-map'
const natPMP = (await import(`${folder}/nat-pmp.ts`)) as {
  parseAddressReply: (bytes: number[]) => Answer<string>
  parseMapReply: Parse
  mapRequest: (port: number, wanted: number, seconds: number) => Data
}
const pcp = (await import(`${folder}/pcp.ts`)) as { parseMapReply: Parse; mapRequest: (question: unknown) => Data }
const igd = (await import(`${folder}/igd.ts`)) as {
  parseSearchReply: (text: string, router: string) => Place | undefined
  parseDescription: (text: string, at: Place, router: string) => { type: string; control: Place } | undefined
  textIn: (xml: string, name: string, longest?: number) => string | undefined
}
const judge = (await import(`${folder}/judge.ts`)) as {
  judgeAddress: (address: string, router: string) => string | undefined
  isPrivate: (address: string) => boolean
}
const { parseIPv4 } = (await import(`${folder}/bytes.ts`)) as { parseIPv4: (text: string) => number[] | undefined }
const { parseDefaultRouter } = (await import(`${folder}/../proc-net.ts`)) as {
  parseDefaultRouter: (text: string) => string
}

const nonce = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
const question = { client: [10, 0, 0, 7], nonce, port: 4000, wanted: 4000, seconds: 1200 }

/** A good answer to `question`, from 203.0.113.9:4001 for 600 s. */
function pcpReply(): number[] {
  const head = [2, 0x81, 0, 0, 0, 0, 2, 0x58, 0, 0, 0, 9, ...new Array<number>(12).fill(0)]
  const mapped = [...new Array<number>(10).fill(0), 255, 255, 203, 0, 113, 9]
  return [...head, ...nonce, 6, 0, 0, 0, 0x0f, 0xa0, 0x0f, 0xa1, ...mapped]
}

const pmpReply = [0, 130, 0, 0, 0, 0, 0, 9, 0x0f, 0xa0, 0x0f, 0xa1, 0, 0, 2, 0x58]

describe('PCP', () => {
  test('asks as RFC 6887 has it, and reads the answer to that', () => {
    const request = pcp.mapRequest(question)
    expect(request.size).toBe(60)
    expect(request.toString('hex')?.slice(0, 48)).toBe('02010000000004b000000000000000000000ffff0a000007')
    expect(pcp.parseMapReply(pcpReply(), question)).toEqual({
      value: { address: '203.0.113.9', port: 4001, seconds: 600 },
    })
  })

  test.each([
    ['of another nonce', 24],
    ['of another protocol', 36],
    ['about another port', 41],
    ['that is a request', 1],
  ])('an answer %s is none', (_, at) => {
    const reply = pcpReply()
    reply[at] = (reply[at] ?? 0) ^ 0x80
    expect(pcp.parseMapReply(reply, question)).toBeUndefined()
  })

  test('a refusal is told, and another version is one', () => {
    const refused = pcpReply()
    refused[3] = 12
    expect(pcp.parseMapReply(refused, question)).toEqual({ failure: 'there is another NAT between here and it' })
    expect(pcp.parseMapReply([0, 0x81, 0, 1, 0, 0, 0, 0], question)).toEqual({ failure: 'it speaks NAT-PMP only' })
    expect(pcp.parseMapReply([2, 0x81, 0, 1], question)).toEqual({ failure: 'it does not speak this version' })
  })
})

describe('NAT-PMP', () => {
  test('asks as RFC 6886 has it, and reads the answer to that', () => {
    expect(natPMP.mapRequest(4000, 4000, 1200).toString('hex')).toBe('000200000fa00fa0000004b0')
    expect(natPMP.mapRequest(4000, 4000, 0).toString('hex')).toBe('000200000fa0000000000000')
    expect(natPMP.parseMapReply(pmpReply, 4000)).toEqual({ value: { port: 4001, seconds: 600 } })
    expect(natPMP.parseAddressReply([0, 128, 0, 0, 0, 0, 0, 9, 203, 0, 113, 9])).toEqual({ value: '203.0.113.9' })
  })

  test('what is about another port, or of another kind, is no answer; a refusal is told', () => {
    expect(natPMP.parseMapReply(pmpReply, 4001)).toBeUndefined()
    expect(natPMP.parseAddressReply(pmpReply)).toBeUndefined()
    expect(natPMP.parseMapReply([0, 130, 0, 2, 0, 0, 0, 9], 4000)).toEqual({
      failure: 'it is not allowed, or turned off',
    })
  })
})

test('bytes of any kind, and good answers with some bytes changed or missing, never throw and give no port out of range', () => {
  const changed = fc
    .tuple(
      fc.constantFrom(pcpReply(), pmpReply),
      fc.array(fc.tuple(fc.nat(70), fc.nat(255)), { maxLength: 5 }),
      fc.nat(70),
    )
    .map(([good, changes, length]) => {
      const bytes = [...good]
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      return bytes.slice(0, length)
    })
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.nat(255), { maxLength: 100 }), changed), bytes => {
      natPMP.parseAddressReply(bytes)
      for (const answer of [pcp.parseMapReply(bytes, question), natPMP.parseMapReply(bytes, 4000)]) {
        if (!answer || !('value' in answer)) continue
        const { port, seconds } = answer.value
        expect(port >= 0 && port < 65536 && seconds >= 0 && seconds < 2 ** 32).toBe(true)
      }
    }),
  )
})

const router = '192.168.1.1'
const found = (location: string) => `HTTP/1.1 200 OK\r\nST: x\r\nLocation: ${location}\r\n\r\n`

describe('UPnP', () => {
  test('a description is fetched from the router, and from nobody else', () => {
    expect(igd.parseSearchReply(found('http://192.168.1.1:5000/desc.xml'), router)).toEqual({
      host: '192.168.1.1:5000',
      path: '/desc.xml',
    })
    expect(igd.parseSearchReply(found('http://192.168.1.1'), router)).toEqual({ host: '192.168.1.1:80', path: '/' })
    for (const bad of [
      'http://192.168.1.2/d',
      'http://192.168.1.1@evil/d',
      'https://192.168.1.1/d',
      'http://192.168.1.1:0/d',
      'http://192.168.1.1:99999/d',
      'http://192.168.1.1/a b',
      'http://192.168.1.1/\u0001',
      `http://192.168.1.1/${'x'.repeat(600)}`,
      'file:///etc/passwd',
      '',
    ]) {
      expect(igd.parseSearchReply(found(bad), router), bad).toBeUndefined()
    }
    expect(igd.parseSearchReply('NOTIFY * HTTP/1.1\r\nLocation: http://192.168.1.1/\r\n\r\n', router)).toBeUndefined()
  })

  test('the service that maps ports is found, with its place whole, absolute or relative', () => {
    const at = { host: '192.168.1.1:5000', path: '/a/desc.xml' }
    const type = 'urn:schemas-upnp-org:service:WANPPPConnection:1'
    const described = (url: string) =>
      `<root><service><serviceType>other</serviceType><controlURL>/no</controlURL></service><service>\n<serviceType>${type}</serviceType>\n<controlURL>${url}</controlURL></service></root>`
    const placeOf = (url: string) => igd.parseDescription(described(url), at, router)?.control
    expect(placeOf('/ctl')).toEqual({ host: at.host, path: '/ctl' })
    expect(placeOf('ctl?x=1&amp;y=2')).toEqual({ host: at.host, path: '/a/ctl?x=1&y=2' })
    expect(placeOf('http://192.168.1.1:80/ctl')).toEqual({ host: '192.168.1.1:80', path: '/ctl' })
    expect(placeOf('http://10.0.0.1/ctl')).toBeUndefined()
    expect(placeOf('/c tl\r\nX: y')).toBeUndefined()
  })

  test('texts of any kind never throw', () => {
    const tags = fc.constantFrom(
      '<service>',
      '</service>',
      '<serviceType>',
      '</serviceType>',
      '<controlURL>',
      '</controlURL>',
      '<URLBase>',
      '</URLBase>',
      '/',
      'http://192.168.1.1:1/',
      '&amp;',
      'x',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(tags).map(list => list.join('')),
        ),
        text => {
          igd.parseSearchReply(text, router)
          igd.parseSearchReply(found(text), router)
          const service = igd.parseDescription(text, { host: `${router}:80`, path: '/' }, router)
          if (service) expect(service.control.host.startsWith(`${router}:`)).toBe(true)
          const value = igd.textIn(text, 'URLBase')
          if (value !== undefined) expect(value.length).toBeLessThanOrEqual(200)
        },
      ),
    )
  })
})

test('an external address that leads nowhere is not told to others', () => {
  for (const bad of [
    '0.0.0.0',
    '127.0.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '169.254.1.1',
    'example.com',
    '1.2.3',
    '1.2.3.256',
  ]) {
    expect(judge.judgeAddress(bad, router), bad).toContain('it gives the external address')
  }
  for (const good of ['203.0.113.9', '10.0.0.1', '100.64.0.1']) expect(judge.judgeAddress(good, router)).toBeUndefined()
  expect(
    ['10.0.0.1', '172.16.0.1', '172.32.0.1', '192.168.0.1', '100.64.0.1', '100.128.0.1', '8.8.8.8'].map(
      judge.isPrivate,
    ),
  ).toEqual([true, true, false, true, true, false, false])
})

test('only four numbers below 256 are an IPv4 address', () => {
  expect(parseIPv4('10.0.0.255')).toEqual([10, 0, 0, 255])
  for (const bad of ['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.-1', '1.2.3.x', '1.2.3. 4', '1.2.3.0004'])
    expect(parseIPv4(bad), bad).toBeUndefined()
})

test('the router of the default route is the one that Linux prefers; without one there is none', () => {
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'
  const route = (destination: string, gateway: string, flags: string, metric: number, mask = '00000000') =>
    `eth0\t${destination}\t${gateway}\t${flags}\t0\t0\t${metric}\t${mask}\t0\t0\t0   `
  const local = route('0001A8C0', '00000000', '0001', 0, '00FFFFFF')
  expect(
    parseDefaultRouter(
      [head, local, route('00000000', '0201A8C0', '0003', 600), route('00000000', '0101A8C0', '0003', 100), ''].join(
        '\n',
      ),
    ),
  ).toBe('192.168.1.1')
  expect(parseDefaultRouter([head, local, route('00000000', '00000000', '0001', 0)].join('\n'))).toBe('')
  expect(parseDefaultRouter('')).toBe('')
})
