/**
 * acceptProxyProtocol(onConnect).to(sub): reads a PROXY header; then the bytes go through the sub-pipeline. Follows class
 * Server of Pipy's src/filters/proxy-protocol.cpp.
 *
 * Owns the sub-pipeline and the bytes of the header. What is no header, or is not wanted, ends the stream. Differs: a
 * StreamEnd of the input goes on, on Pipy it is lost.
 */
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed } from '../core/stage.ts'
import { checkCallback } from './arguments.ts'
import { Deframer } from './deframer.ts'
import { type ProxyInfo, readProxyHeader } from './proxy-protocol.ts'
import { SubPipelineStage } from './sub-pipeline.ts'

class AcceptProxyProtocolStage extends SubPipelineStage {
  private readonly onConnect: (info: ProxyInfo) => unknown
  private readonly layout: PipelineLayout
  private readonly deframer = new Deframer(readProxyHeader(info => this.ask(info)))
  private ended = false

  constructor(pipeline: Pipeline, options: { onConnect: (info: ProxyInfo) => unknown; layout: PipelineLayout }) {
    super(pipeline)
    this.onConnect = options.onConnect
    this.layout = options.layout
  }

  write(event: PipyEvent): void {
    if (this.sub) this.sub.write(event)
    else if (this.ended) return
    else if (event instanceof StreamEnd) this.end(event)
    else if (event instanceof Data) this.read(event)
  }

  private read(data: Data): void {
    this.deframer.feed(data)
    if (!this.sub) return
    const rest = this.deframer.rest()
    if (rest.size > 0) this.sub.write(rest)
  }

  private ask(info: ProxyInfo | null): void {
    const answer = info ? this.call(() => this.onConnect(info)) : false
    if (answer === failed) this.ended = true
    else if (!answer) this.end()
    else this.openSub(this.layout, event => this.emit(event))
  }

  private end(event = new StreamEnd()): void {
    this.ended = true
    this.emit(event)
  }
}

export const acceptProxyProtocol: FilterKind = {
  joint: true,
  define([given], layout) {
    const onConnect = checkCallback('acceptProxyProtocol', given)
    return pipeline => new AcceptProxyProtocolStage(pipeline, { onConnect, layout })
  },
}
