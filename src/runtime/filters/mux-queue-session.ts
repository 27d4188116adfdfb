/**
 * One sub-pipeline of muxQueue that carries the requests of many pipelines one after the other; answers come in the same order.
 *
 * Owns the sub-pipeline, the order of the requests, and what those further back have sent already; their sources wait.
 * Follows class MuxQueue::Queue of Pipy's src/filters/mux.cpp.
 */
import type { Context } from '../core/context.ts'
import { MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { PipelineLayout } from '../core/layout.ts'
import { openPipeline, type Pipeline } from '../core/pipeline.ts'
import { Valve } from '../core/stage.ts'
import type { PooledSession } from './mux-pool.ts'

/** Who asks: a stage of muxQueue. */
export interface Asker {
  /** Its answer: one message, or a StreamEnd. */
  reply(event: PipyEvent): void
  /** Asked to stop (false) or go on sending. */
  allow(open: boolean): void
}

interface Request {
  /** Undefined when it has gone: its answer is dropped. */
  asker: Asker | undefined
  waiting: PipyEvent[]
  started: boolean
  ended: boolean
  /** Its source was asked to wait. */
  held: boolean
  /** Its reader has enough. */
  full: boolean
}

/** What a stage does with its request. */
export interface QueuedRequest {
  write(event: PipyEvent): void
  setFull(full: boolean): void
  /** Nobody waits for the answer any more. */
  discard(): void
}

export class QueueSession implements PooledSession {
  readonly isShared: boolean
  private readonly sub: Pipeline
  private requests: Request[] = []
  private ended = false
  private answering = false
  private paused = false
  private readonly valve = new Valve(() => this.balance())

  constructor(layout: PipelineLayout, context: Context, isShared: boolean) {
    this.isShared = isShared
    const output = { write: (event: PipyEvent) => this.answer(event) }
    this.sub = openPipeline(layout, { context, output, source: this.valve })
  }

  get isAlive(): boolean {
    return !this.ended
  }

  open(asker: Asker): QueuedRequest {
    const request: Request = { asker, waiting: [], started: false, ended: false, held: false, full: false }
    this.requests.push(request)
    return {
      write: event => this.take(request, event),
      setFull: full => {
        request.full = full
        this.balance()
      },
      discard: () => this.discard(request),
    }
  }

  close(): void {
    this.ended = true
    this.sub.write(new StreamEnd())
    queueMicrotask(() => this.sub.close())
  }

  /** The first whose request is not complete: its events go on, those of later ones wait. */
  private get sender(): Request | undefined {
    return this.requests.find(request => !request.ended)
  }

  private take(request: Request, event: PipyEvent): void {
    // A message, once: nothing before its start or after its end.
    if (request.ended || (event instanceof MessageStart ? request.started : !request.started)) return
    const isSender = request === this.sender
    const given = event instanceof StreamEnd ? new MessageEnd() : event
    request.started = true
    request.ended = given instanceof MessageEnd
    if (isSender) this.sub.write(given)
    else request.waiting.push(given)
    if (isSender && request.ended) this.next()
    this.balance()
  }

  /** Sends what those behind have given while they waited, up to the first that is not complete. */
  private next(): void {
    for (const request of this.requests) {
      for (const event of request.waiting.splice(0)) this.sub.write(event)
      if (!request.ended) return
    }
  }

  private answer(event: PipyEvent): void {
    if (event instanceof StreamEnd) return this.finish(event)
    const [head] = this.requests
    if (!head || (event instanceof MessageStart ? this.answering : !this.answering)) return
    this.answering = !(event instanceof MessageEnd)
    if (!this.answering) this.complete(head)
    head.asker?.reply(event)
    this.balance()
  }

  private complete(request: Request): void {
    // Answered before it was complete: the next one must not become a part of it.
    this.take(request, new MessageEnd())
    this.requests.shift()
  }

  private finish(end: StreamEnd): void {
    this.ended = true
    const { requests } = this
    this.requests = []
    for (const request of requests) {
      request.asker?.reply(end)
      if (request.held) request.asker?.allow(true)
    }
    queueMicrotask(() => this.sub.close())
  }

  private discard(request: Request): void {
    if (request.held) request.asker?.allow(true)
    request.held = false
    request.asker = undefined
    if (!request.started) this.requests = this.requests.filter(one => one !== request)
    // The rest of the queue must not wait for the end of what will never be complete.
    else if (!request.ended) this.take(request, new MessageEnd())
    this.balance()
  }

  /** Asks sources and the sub-pipeline to wait or to go on, as it is right now. */
  private balance(): void {
    const { sender, requests } = this
    const full = requests[0]?.asker !== undefined && requests[0].full
    if (full !== this.paused) {
      this.paused = full
      if (full) this.sub.pause()
      else this.sub.resume()
    }
    for (const request of requests) {
      const hold = !request.ended && (request === sender ? !this.valve.isOpen : request.started)
      if (hold === request.held) continue
      request.held = hold
      request.asker?.allow(!hold)
    }
  }
}
