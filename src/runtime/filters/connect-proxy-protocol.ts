/**
 * connectProxyProtocol(info).to(sub): sends a PROXY header in front of the bytes. Follows class Client of Pipy's
 * src/filters/proxy-protocol.cpp.
 *
 * Owns the sub-pipeline. Starts at the first event, whatever it is.
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed } from '../core/stage.ts'
import { type ProxyInfo, writeProxyHeader } from './proxy-protocol.ts'
import { SubPipelineStage } from './sub-pipeline.ts'

class ConnectProxyProtocolStage extends SubPipelineStage {
  private readonly info: unknown
  private readonly layout: PipelineLayout
  private broken = false

  constructor(pipeline: Pipeline, options: { info: unknown; layout: PipelineLayout }) {
    super(pipeline)
    this.info = options.info
    this.layout = options.layout
  }

  write(event: PipyEvent): void {
    if (this.broken || this.closed) return
    if (!this.sub) this.open()
    this.sub?.write(event)
  }

  private open(): void {
    const header = this.call(() => {
      const { info } = this
      const given: unknown = typeof info === 'function' ? info() : info
      if (typeof given === 'object' && given !== null) return writeProxyHeader(given as Partial<ProxyInfo>)
      throw new TypeError('an object containing source/target addresses is expected')
    })
    if (header === failed) {
      this.broken = true
      return
    }
    this.openSub(this.layout, event => this.emit(event)).write(Data.of(header))
  }
}

export const connectProxyProtocol: FilterKind = {
  joint: true,
  define([info], layout) {
    return pipeline => new ConnectProxyProtocolStage(pipeline, { info, layout })
  },
}
