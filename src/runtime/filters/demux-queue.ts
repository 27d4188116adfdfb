/**
 * demuxQueue().to(sub): a pipeline for each message of the input; their answers come out in the order of the messages.
 * Follows class Demux of Pipy's src/filters/demux.cpp.
 *
 * Owns the pipelines and the answers that wait for their turn; a pipeline whose answer waits is paused. Differs: the end of
 * the input comes out after the last answer, where Pipy loses it if an answer is still to come.
 */
import { Data } from '../core/data.ts'
import { MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import { Pipeline } from '../core/pipeline.ts'
import { Stage, Valve } from '../core/stage.ts'

interface Request {
  pipeline: Pipeline
  /** Its answer, while it is not its turn. */
  waiting: PipyEvent[]
  started: boolean
  ended: boolean
  paused: boolean
}

class DemuxQueueStage extends Stage {
  private readonly layout: PipelineLayout
  private requests: Request[] = []
  private current: Request | undefined
  private inputEnded = false
  private finished = false
  private readonly valve = new Valve(() => this.balance())

  constructor(pipeline: Pipeline, layout: PipelineLayout) {
    super(pipeline)
    this.layout = layout
  }

  write(event: PipyEvent): void {
    if (this.inputEnded || this.closed) return
    if (event instanceof MessageStart) {
      if (!this.current) this.open(event)
    } else if (event instanceof Data) {
      this.current?.pipeline.write(event)
    } else {
      const { current } = this
      this.current = undefined
      this.inputEnded = event instanceof StreamEnd
      current?.pipeline.write(event instanceof MessageEnd ? event : new MessageEnd())
      this.finish()
    }
  }

  private open(start: MessageStart): void {
    const context = this.pipeline.context.clone()
    const output = { write: (event: PipyEvent) => this.answer(request, event) }
    const pipeline = new Pipeline(this.layout, { context, output, source: this.upstream })
    const request: Request = { pipeline, waiting: [], started: false, ended: false, paused: false }
    this.requests.push(request)
    this.current = request
    this.balance()
    pipeline.start()
    pipeline.write(start)
  }

  private answer(request: Request, event: PipyEvent): void {
    if (request.ended || this.closed) return
    if (event instanceof StreamEnd) {
      // An answer must be: an empty one, if there is none.
      if (!request.started) this.pass(request, new MessageStart())
      this.pass(request, new MessageEnd())
    } else if (event instanceof MessageStart ? !request.started : request.started) {
      this.pass(request, event)
    }
  }

  private pass(request: Request, event: PipyEvent): void {
    request.started = true
    request.ended = event instanceof MessageEnd
    if (request === this.requests[0]) this.emit(event)
    else request.waiting.push(event)
    if (request.ended && request === this.requests[0]) this.turn()
    this.balance()
  }

  /** Ends the first and goes on with those behind it. */
  private turn(): void {
    for (let head = this.requests[0]; head?.ended; head = this.requests[0]) {
      const { pipeline } = head
      this.requests.shift()
      // It may be in the middle of telling us.
      queueMicrotask(() => pipeline.close())
      for (const event of this.requests[0]?.waiting.splice(0) ?? []) this.emit(event)
    }
    this.finish()
  }

  private finish(): void {
    if (this.finished || !this.inputEnded || this.requests.length > 0) return
    this.finished = true
    this.emit(new StreamEnd())
  }

  private balance(): void {
    for (const request of this.requests) {
      const pause = request === this.requests[0] ? !this.valve.isOpen : request.waiting.length > 0
      if (pause === request.paused) continue
      request.paused = pause
      if (pause) request.pipeline.pause()
      else request.pipeline.resume()
    }
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    for (const { pipeline } of this.requests) pipeline.close()
    this.requests = []
  }
}

export const demuxQueue: FilterKind = {
  joint: true,
  define: (_args, layout) => pipeline => new DemuxQueueStage(pipeline, layout),
}
