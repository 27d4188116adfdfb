/**
 * Random bytes that come again with the same seed: what fuzzing is made of.
 *
 * Owns the seed of this run: `SEED=n` of the environment, else the time. Whoever fails prints `again` with it. Time: `MINUTES=n` for
 * all rounds of one test together, else a few seconds.
 */

export const SEED = Number(process.env.SEED) || Date.now() % 1_000_000_000

/** Milliseconds that one test goes on. */
export const FUZZ_MS = process.env.MINUTES ? Number(process.env.MINUTES) * 60_000 : 4_000

/** How to run a failed test again, for messages. */
export const again = `run again with SEED=${SEED}`

export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  bytes(size: number): Buffer
}

/** A generator of its own for each name: tests do not change each other's numbers. */
export function createRandom(name: string, seed = SEED): Random {
  let state = seed >>> 0
  for (const char of name) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193) >>> 0
  // Mulberry32: small, and good enough to find bugs.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: probability => next() < probability,
    pick: list => {
      if (list.length === 0) throw new Error('nothing to pick from')
      return list[below(list.length)] as (typeof list)[number]
    },
    bytes: size => Buffer.from(Array.from({ length: size }, () => below(256))),
  }
}

/** Bytes at which decoders have their borders: ends of ranges, separators, opcodes. */
const edges = [0, 1, 2, 3, 9, 10, 13, 32, 45, 58, 126, 127, 128, 254, 255]

/** Changes of a sample. Each gives a new Buffer. */
const changes: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes)
    if (copy.length > 0) copy[random.below(copy.length)] = random.below(256)
    return copy
  },
  (bytes, random) => {
    const copy = Buffer.from(bytes)
    if (copy.length > 0) copy[random.below(copy.length)] = random.pick(edges)
    return copy
  },
  (bytes, random) => {
    const copy = Buffer.from(bytes)
    const at = random.below(copy.length)
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
    return copy
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
  (bytes, random) => {
    const at = random.below(bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(16)), bytes.subarray(at)])
  },
  (bytes, random) => {
    const [from, to] = [random.below(bytes.length + 1), random.below(bytes.length + 1)]
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(Math.min(to, from + 64))])
  },
  (bytes, random) => {
    const from = random.below(bytes.length + 1)
    const piece = bytes.subarray(from, from + 1 + random.below(64))
    const copies = Array.from({ length: 1 + random.below(8) }, () => piece)
    return Buffer.concat([bytes.subarray(0, from), ...copies, bytes.subarray(from)])
  },
]

/** A sample with some changes, rarely none, sometimes something else altogether. */
export function mutate(samples: readonly Buffer[], random: Random): Buffer {
  if (random.chance(0.05)) return random.bytes(random.below(300))
  let bytes = random.pick(samples)
  if (random.chance(0.2)) bytes = Buffer.concat([bytes, random.pick(samples)])
  for (let i = random.below(6); i > 0; i--) bytes = random.pick(changes)(bytes, random)
  return bytes
}

/** The same bytes in pieces: whole, in two, or in many. */
export function cut(bytes: Buffer, random: Random): Buffer[] {
  const pieces: Buffer[] = []
  const most = random.pick([bytes.length, bytes.length, 1 + random.below(bytes.length + 1), 3])
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.below(Math.max(1, most))
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}
