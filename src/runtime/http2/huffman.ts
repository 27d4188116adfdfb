/**
 * The Huffman code of RFC 7541, section 5.2: decoding, four bits at a time. (We send plain strings: our headers are few.)
 *
 * Owns the transition table, made from the lengths when it is first needed (peers of ours send plain strings too), and a
 * scratch buffer that is reused by each call.
 */
import { huffmanLengths } from './hpack-tables.ts'

const EOS = 256
const NO_SYMBOL = -1

/** Padding is at most 7 bits of ones (section 5.2), so a text may end only in a state this deep or less. */
const MAX_PADDING_BITS = 7

/** Each state is an inner node of the code's tree; the table says for each nibble which symbol is complete, and what is next. */
interface Machine {
  next: Int16Array
  symbol: Int16Array
  mayEnd: Uint8Array
}

const FAILED = -1

/** A tree in two arrays: child of node n for bit b is at 2n+b; inner nodes are positive, leaves are -(symbol + 1). */
function buildTree(): number[] {
  const order = huffmanLengths
    .map((length, symbol) => ({ length, symbol }))
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
  const children = [0, 0]
  let code = 0
  let previous = order[0]?.length ?? 0
  for (const { length, symbol } of order) {
    code *= 2 ** (length - previous)
    previous = length
    let node = 0
    for (let bit = length - 1; bit >= 0; bit--) {
      const slot = 2 * node + ((code >>> bit) & 1)
      if (bit === 0) children[slot] = -(symbol + 1)
      else {
        if (!children[slot]) {
          children[slot] = children.length / 2
          children.push(0, 0)
        }
        node = children[slot] as number
      }
    }
    code++
  }
  return children
}

function buildMachine(): Machine {
  const children = buildTree()
  const states = children.length / 2
  const next = new Int16Array(states * 16)
  const symbol = new Int16Array(states * 16).fill(NO_SYMBOL)
  for (let state = 0; state < states; state++) {
    for (let nibble = 0; nibble < 16; nibble++) {
      let node = state
      const slot = state * 16 + nibble
      for (let bit = 3; bit >= 0 && node !== FAILED; bit--) {
        const child = children[2 * node + ((nibble >>> bit) & 1)] as number
        if (child > 0) node = child
        else if (-child - 1 === EOS) node = FAILED
        else {
          symbol[slot] = -child - 1
          node = 0
        }
      }
      next[slot] = node
    }
  }
  const mayEnd = new Uint8Array(states)
  for (let depth = 0, node = 0; depth <= MAX_PADDING_BITS; depth++) {
    mayEnd[node] = 1
    node = children[2 * node + 1] as number
  }
  return { next, symbol, mayEnd }
}

let machine: Machine | undefined
let scratch = Buffer.allocUnsafeSlow(1024)

/** The shortest code has 5 bits, so a text grows at most to 8/5 of its code. */
const MAX_GROWTH = 1.6

/** The decoded bytes, valid until the next call; null if the code is malformed or contains EOS. */
export function huffmanDecode(data: Uint8Array, start: number, end: number): Buffer | null {
  const room = Math.ceil((end - start) * MAX_GROWTH) + 1
  if (scratch.length < room) scratch = Buffer.allocUnsafeSlow(room)
  machine ??= buildMachine()
  const { next, symbol, mayEnd } = machine
  let state = 0
  let length = 0
  for (let i = start; i < end; i++) {
    const byte = data[i] as number
    for (let half = 0; half < 2; half++) {
      const slot = state * 16 + (half === 0 ? byte >>> 4 : byte & 15)
      const found = symbol[slot] as number
      if (found >= 0) scratch[length++] = found
      state = next[slot] as number
      if (state < 0) return null
    }
  }
  return mayEnd[state] ? scratch.subarray(0, length) : null
}
