/**
 * compressHTTP(algorithm): compresses bodies of messages and says so in their heads. Follows class CompressHTTP of Pipy's
 * src/filters/compress.cpp: bodies that have a content-encoding already stay as they are.
 */
import type { Transform } from 'node:stream'
import { createDeflate, createGzip } from 'node:zlib'
import type { MessageStart } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed } from '../core/stage.ts'
import { headersOf, RecodeHTTPStage, type Recoding, withHeaders } from './recode-http.ts'

const compressors: Readonly<Record<string, () => Transform>> = {
  deflate: () => createDeflate(),
  gzip: () => createGzip(),
}

class CompressHTTPStage extends RecodeHTTPStage {
  private readonly algorithm: unknown

  constructor(pipeline: Pipeline, algorithm: unknown) {
    super(pipeline)
    this.algorithm = algorithm
  }

  protected recode(start: MessageStart): Recoding | undefined {
    const { algorithm } = this
    const name = typeof algorithm === 'function' ? this.call(() => algorithm(start) as unknown) : algorithm
    if (name === failed) return undefined
    if (name !== undefined && name !== null && typeof name !== 'string') {
      this.fail(new TypeError('callback did not return a string'))
      return undefined
    }
    const headers = headersOf(start)
    const create =
      name && !headers['content-encoding'] && Object.hasOwn(compressors, name) ? compressors[name] : undefined
    if (!create) return { transform: undefined, start }
    return { transform: create(), start: withHeaders(start, { ...headers, 'content-encoding': name }) }
  }
}

export const compressHTTP: FilterKind = {
  define([algorithm]) {
    if (typeof algorithm !== 'string' && typeof algorithm !== 'function') {
      throw new TypeError('compressHTTP() needs the name of an algorithm or a function')
    }
    return pipeline => new CompressHTTPStage(pipeline, algorithm)
  },
}
