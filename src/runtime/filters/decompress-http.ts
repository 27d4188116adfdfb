/**
 * decompressHTTP(): decompresses bodies of messages by their content-encoding, which is taken away. Follows class
 * DecompressHTTP of Pipy's src/filters/decompress.cpp. Differs: bytes that are damaged, or cut, end the stream with
 * ProtocolError, where Pipy lets what it could make of them pass for the whole.
 */
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { MessageStart } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import { headersOf, RecodeHTTPStage, type Recoding, withHeaders } from './recode-http.ts'

const decompressors: Readonly<Record<string, () => Transform>> = {
  br: () => createBrotliDecompress(),
  deflate: () => createInflate(),
  gzip: () => createGunzip(),
}

class DecompressHTTPStage extends RecodeHTTPStage {
  protected recode(start: MessageStart): Recoding {
    const { 'content-encoding': name, ...headers } = headersOf(start)
    const create = typeof name === 'string' && Object.hasOwn(decompressors, name) ? decompressors[name] : undefined
    if (!create) return { transform: undefined, start }
    return { transform: create(), start: withHeaders(start, headers) }
  }
}

export const decompressHTTP: FilterKind = { define: () => pipeline => new DecompressHTTPStage(pipeline) }
