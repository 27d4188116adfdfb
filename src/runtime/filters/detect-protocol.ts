/**
 * detectProtocol(found): looks at the first bytes and calls once with 'HTTP', 'HTTP2', 'TLS' or ''. Follows Pipy's
 * src/filters/detect-protocol.cpp. Bytes pass untouched.
 *
 * Owns a copy of the first bytes until it knows.
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'
import { checkCallback } from './arguments.ts'

const http2Preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** Bytes after which a request line must have shown that it is one. */
const methodLength = 8

class DetectProtocolStage extends Stage {
  private readonly found: (protocol: string) => unknown
  private bytes: Buffer | undefined = Buffer.alloc(0)

  constructor(pipeline: Pipeline, found: (protocol: string) => unknown) {
    super(pipeline)
    this.found = found
  }

  write(event: PipyEvent): void {
    if (this.bytes && event instanceof Data) {
      this.bytes = Buffer.concat([this.bytes, ...event.slices])
      const protocol = protocolOf(this.bytes)
      if (protocol !== undefined) {
        this.bytes = undefined
        if (this.call(() => this.found(protocol)) === failed) return
      }
    }
    this.emit(event)
  }

  socket() {
    return this.bytes ? undefined : this.upstream.socket?.()
  }
}

/** Undefined while more bytes are needed. */
export function protocolOf(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined
  // A TLS record of type handshake, version 3.x.
  if (bytes[0] === 0x16) return bytes.length < 3 ? undefined : bytes[1] === 3 ? 'TLS' : ''
  const common = Math.min(bytes.length, http2Preface.length)
  if (bytes.subarray(0, common).equals(http2Preface.subarray(0, common))) {
    return common === http2Preface.length ? 'HTTP2' : undefined
  }
  const text = bytes.subarray(0, methodLength).toString('latin1')
  if (/^[A-Z]+ /.test(text)) return 'HTTP'
  if (/^[A-Z]+$/.test(text)) return bytes.length < methodLength ? undefined : ''
  return ''
}

export const detectProtocol: FilterKind = {
  define([found]) {
    const callback = checkCallback('detectProtocol', found)
    return pipeline => new DetectProtocolStage(pipeline, callback)
  },
}
