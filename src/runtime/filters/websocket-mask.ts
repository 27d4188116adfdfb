/** The mask of WebSocket frames (RFC 6455, section 5.3): four bytes in turn over the payload, the same in both directions. Pure. */
import { Data } from '../core/data.ts'

/** A masked or unmasked copy; `turn` is how many bytes of the frame came before. */
export function maskWith(mask: Buffer, data: Data, turn: number): Data {
  const bytes = Buffer.concat(data.slices)
  for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] ?? 0) ^ (mask[(turn + i) & 3] ?? 0)
  return Data.of(bytes)
}
