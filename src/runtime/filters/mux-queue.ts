/**
 * muxQueue(key, options).to(sub): messages of many pipelines through shared sub-pipelines, one after the other; each gets the
 * answer to its own. Follows class MuxQueue of Pipy's src/filters/mux.cpp.
 *
 * Owns the pool of queues of its layout, and for each pipeline one message in one of them.
 */
import { MessageEnd, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'
import { checkOptions } from './arguments.ts'
import { type Lease, MuxPool } from './mux-pool.ts'
import { type QueuedRequest, QueueSession } from './mux-queue-session.ts'

interface MuxQueueOptions {
  maxSessions: number
  /** Seconds; Pipy's default is 60. */
  maxIdle: number
  /** True: a queue takes the next message only when it is idle. */
  blocking: boolean
}

const defaultMaxIdle = 60

interface Mux {
  key: (() => unknown) | undefined
  pool: MuxPool<QueueSession>
  isShared: boolean
  layout: PipelineLayout
}

class MuxQueueStage extends Stage {
  private readonly mux: Mux
  private request: QueuedRequest | undefined
  private lease: Lease<QueueSession> | undefined
  private broken = false
  private readonly valve = new Valve(open => this.request?.setFull(!open))

  constructor(pipeline: Pipeline, mux: Mux) {
    super(pipeline)
    this.mux = mux
  }

  write(event: PipyEvent): void {
    if (this.broken || this.closed) return
    if (!this.request) this.begin()
    this.request?.write(event)
  }

  private begin(): void {
    const { key, pool, layout, isShared } = this.mux
    const wanted = key ? this.call(key) : undefined
    if (wanted === failed) {
      this.broken = true
      return
    }
    this.lease = pool.lease(wanted, () => new QueueSession(layout, this.pipeline.context.clone(), isShared))
    this.request = this.lease.session.open({
      reply: event => this.reply(event),
      allow: open => (open ? this.upstream.resume() : this.upstream.pause()),
    })
    if (!this.valve.isOpen) this.request.setFull(true)
  }

  private reply(event: PipyEvent): void {
    if (event instanceof MessageEnd || event instanceof StreamEnd) this.lease?.release()
    this.emit(event)
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.request?.discard()
    this.lease?.release()
  }
}

export const muxQueue: FilterKind = {
  joint: true,
  define([key, given], layout) {
    const isKey = typeof key === 'function'
    const { maxSessions, maxIdle, blocking } = checkOptions<MuxQueueOptions>(isKey ? given : key, {
      maxSessions: 'finite',
      maxIdle: 'number',
      blocking: 'boolean',
    })
    const pool = new MuxPool<QueueSession>({ maxSessions: maxSessions ?? 0, maxIdle: maxIdle ?? defaultMaxIdle })
    const mux: Mux = { key: isKey ? (key as () => unknown) : undefined, pool, isShared: !blocking, layout }
    return pipeline => new MuxQueueStage(pipeline, mux)
  },
}
