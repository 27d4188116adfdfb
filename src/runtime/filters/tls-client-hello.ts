/**
 * handleTLSClientHello(fn): calls once with the names in a TLS ClientHello. Follows Pipy's src/filters/tls.cpp (OnClientHello).
 *
 * Owns the first bytes until the ClientHello is whole; they pass on untouched as they come. If it is no ClientHello, it never calls.
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { Stage } from '../core/stage.ts'
import { checkCallback } from './arguments.ts'
import { type ClientHello, parseClientHello } from './client-hello.ts'

class ClientHelloStage extends Stage {
  private readonly handle: (hello: ClientHello) => unknown
  private bytes: Buffer | undefined = Buffer.alloc(0)

  constructor(pipeline: Pipeline, handle: (hello: ClientHello) => unknown) {
    super(pipeline)
    this.handle = handle
  }

  write(event: PipyEvent): void {
    if (this.bytes && event instanceof Data && event.size > 0) {
      this.bytes = Buffer.concat([this.bytes, ...event.slices])
      const hello = parseClientHello(this.bytes)
      if (hello) {
        this.bytes = undefined
        // As on Pipy, the stream goes on behind an error.
        if (hello !== 'none') this.call(() => this.handle(hello))
      }
    }
    this.emit(event)
  }

  socket() {
    return this.bytes ? undefined : this.upstream.socket?.()
  }
}

export const handleTLSClientHello: FilterKind = {
  define([handle]) {
    const callback = checkCallback('handleTLSClientHello', handle)
    return pipeline => new ClientHelloStage(pipeline, callback)
  },
}
