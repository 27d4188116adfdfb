/**
 * Data: bytes as a list of slices that are passed on without copying. Follows Pipy's src/data.cpp.
 *
 * Scripts see the methods of typings/pipy/data.d.ts; the runtime also uses `Data.of`, `slices` and `toBuffer`.
 * Differs from Pipy: nothing known.
 */
import { isUtf8 } from 'node:buffer'

const encodings = ['utf8', 'hex', 'base64', 'base64url']

export class Data {
  /** The bytes in order; never an empty slice. Readers may keep a slice, nobody writes into one. */
  slices: Buffer[] = []
  size = 0

  constructor(source?: string | number[] | Data, encoding = 'utf8') {
    if (source === undefined) return
    if (source === null) throw new TypeError('Data cannot be made from null: Pipy crashes on it')
    if (source instanceof Data) {
      this.slices = source.slices.slice()
      this.size = source.size
    } else if (typeof source === 'string') {
      this.add(decode(source, encoding))
    } else if (Array.isArray(source)) {
      this.add(Buffer.from(source))
    } else {
      throw new TypeError('Data is made from a string, an array of bytes or Data')
    }
  }

  /** Wraps bytes without copying them. */
  static of(bytes: Uint8Array): Data {
    const data = new Data()
    data.add(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    return data
  }

  static from(text: string, encoding = 'utf8'): Data | null {
    try {
      return new Data(text, encoding)
    } catch {
      return null
    }
  }

  /** Appends one slice; empty ones are dropped. */
  add(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.slices.push(bytes)
    this.size += bytes.length
  }

  /** All bytes as one Buffer: the slice itself when there is only one. */
  toBuffer(): Buffer {
    const [only] = this.slices
    return this.slices.length === 1 && only ? only : Buffer.concat(this.slices, this.size)
  }

  push(data: Data | string): this {
    // As on Pipy, Data pushed to itself stays as it is.
    if (data === this) return this
    const more = data instanceof Data ? data : new Data(String(data))
    for (const slice of more.slices) this.slices.push(slice)
    this.size += more.size
    return this
  }

  shift(size: number): Data {
    const out = new Data()
    let left = Math.min(Math.max(0, Math.trunc(size)), this.size)
    while (left > 0) {
      const first = this.slices[0] as Buffer
      if (first.length <= left) {
        this.slices.shift()
        out.add(first)
        left -= first.length
      } else {
        out.add(first.subarray(0, left))
        this.slices[0] = first.subarray(left)
        left = 0
      }
    }
    this.size -= out.size
    return out
  }

  pop(size: number): Data {
    const cut = Math.min(Math.max(0, Math.trunc(size)), this.size)
    const head = this.shift(this.size - cut)
    const tail = this.takeAll()
    this.slices = head.slices
    this.size = head.size
    return tail
  }

  /** Moves everything into a new Data. */
  takeAll(): Data {
    const out = new Data()
    out.slices = this.slices
    out.size = this.size
    this.slices = []
    this.size = 0
    return out
  }

  shiftTo(found: (byte: number) => boolean): Data {
    return this.shiftUntil(byte => found(byte), 1)
  }

  shiftWhile(wanted: (byte: number) => boolean): Data {
    return this.shiftUntil(byte => !wanted(byte), 0)
  }

  /** Cuts off the front up to the first byte that `stop` accepts, and `extra` bytes more. */
  private shiftUntil(stop: (byte: number) => boolean, extra: number): Data {
    let at = 0
    for (const slice of this.slices) {
      for (const byte of slice) {
        if (stop(byte)) return this.shift(at + extra)
        at++
      }
    }
    return this.shift(this.size)
  }

  toArray(): number[] {
    return Array.from(this.toBuffer())
  }

  /** JSON of it is {}, as of everything that is no plain value. */
  toJSON(): object {
    return {}
  }

  toString(encoding = 'utf8'): string | undefined {
    if (!encodings.includes(encoding)) throw new TypeError(`unknown encoding: ${encoding}`)
    const bytes = this.toBuffer()
    if (encoding === 'utf8') return isUtf8(bytes) ? bytes.toString('utf8') : undefined
    return bytes.toString(encoding as BufferEncoding)
  }
}

const wellFormed: Record<string, RegExp> = {
  hex: /^([0-9a-fA-F]{2})*$/,
  base64: /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  base64url: /^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-]{2,3})?$/,
}

function decode(text: string, encoding: string): Buffer {
  if (!encodings.includes(encoding)) throw new TypeError(`unknown encoding: ${encoding}`)
  const form = wellFormed[encoding]
  if (form && !form.test(text)) throw new TypeError(`invalid ${encoding} encoding`)
  return Buffer.from(text, encoding as BufferEncoding)
}
