/** Frames of HTTP/2 (RFC 9113, section 4.1) and header blocks, well-formed or not: what no client library would send. */
import type { Random } from './random.ts'

export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

export const Type = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goAway: 7,
  window: 8,
  continuation: 9,
}
export const Flag = { ack: 1, endStream: 1, endHeaders: 4, padded: 8, priority: 0x20 }

export interface Frame {
  type: number
  flags?: number
  stream?: number
  payload?: Buffer
}

export function frame({ type, flags = 0, stream = 0, payload = Buffer.alloc(0) }: Frame): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream >>> 0, 5)
  return Buffer.concat([head, payload])
}

/** A field as a literal without indexing and without Huffman (RFC 7541, section 6.2.2). */
function literal([name, value]: readonly [string, string], first = 0): Buffer {
  return Buffer.concat([Buffer.from([first]), text(name), text(value)])
}

const text = (value: string): Buffer => Buffer.concat([prefixed(value.length, 7), Buffer.from(value, 'latin1')])

/** An integer with a prefix of so many bits (RFC 7541, section 5.1). */
function prefixed(value: number, bits: number): Buffer {
  const most = 2 ** bits - 1
  if (value < most) return Buffer.from([value])
  const bytes = [most]
  let rest = value - most
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Buffer.from([...bytes, rest])
}

export const fields = (list: readonly (readonly [string, string])[]): Buffer =>
  Buffer.concat(list.map(field => literal(field)))

/** A field that goes into the table of the decoder, to be referred to (RFC 7541, section 6.2.1). */
export const indexed = (name: string, value: string): Buffer => literal([name, value], 0x40)

export const get = (path = '/', method = 'GET'): Buffer =>
  fields([
    [':method', method],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'localhost'],
  ])

export const settings = (flags = 0): Buffer => frame({ type: Type.settings, flags })

/** Frames of a client that may mean anything, after a good beginning. */
export function randomFrames(random: Random): Buffer {
  const list = [preface, settings()]
  for (let i = random.below(12); i >= 0; i--) {
    const type = random.chance(0.9) ? random.below(10) : random.below(256)
    const payload =
      random.chance(0.4) && type === Type.headers ? get() : random.bytes(random.pick([0, 1, 4, 5, 6, 8, 17]))
    const flags = random.pick([0, 1, 4, 5, 8, 0x20, 0x2d, random.below(256)])
    const stream = random.pick([0, 1, 1, 2, 3, 5, 7, 0x7fffffff, 0x80000001, random.below(2 ** 31)])
    list.push(frame({ type, flags, stream, payload }))
  }
  return Buffer.concat(list)
}
