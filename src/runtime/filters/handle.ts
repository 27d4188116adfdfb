/**
 * handle*: callbacks that look at events without changing them. Follows Pipy's src/filters/handle.cpp, on-event.cpp, on-message.cpp,
 * on-body.cpp and on-start.cpp.
 *
 * A callback's result is ignored, but a promise holds the stream, and pauses its source, until it is settled.
 */
import { Data } from '../core/data.ts'
import { type Message, MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'
import { checkCallback } from './arguments.ts'
import { type Gather, gatherBody, gatherMessage } from './gather.ts'

type Callback = (value: unknown, count: number) => unknown

/** Holds what comes while a callback's promise is pending. */
export abstract class WaitingStage extends Stage {
  private queue: PipyEvent[] = []
  private waiting = false
  private count = 0
  protected readonly callback: Callback

  constructor(pipeline: Pipeline, callback: Callback) {
    super(pipeline)
    this.callback = callback
  }

  write(event: PipyEvent): void {
    if (this.waiting) this.queue.push(event)
    else this.handle(event)
  }

  protected abstract handle(event: PipyEvent): void

  /** Asks the script about `value`; `then` gets the answer, now or when its promise is settled. Not called on failure. */
  protected ask(value: unknown, then: (answer: unknown) => void): void {
    const answer = this.call(() => this.callback(value, this.count++))
    if (answer === failed) return
    if (!(answer instanceof Promise)) return then(answer)
    this.waiting = true
    this.upstream.pause()
    this.settle(answer, settled => {
      this.release()
      then(settled)
      this.drain()
    })
  }

  private release(): void {
    if (this.waiting) this.upstream.resume()
    this.waiting = false
  }

  private drain(): void {
    while (!this.waiting && !this.closed) {
      const event = this.queue.shift()
      if (!event) return
      this.handle(event)
    }
  }

  override close(): void {
    super.close()
    this.release()
    this.queue = []
  }
}

/** Calls for events that `wanted` accepts. */
class HandleEventStage extends WaitingStage {
  private readonly wanted: (event: PipyEvent) => boolean

  constructor(pipeline: Pipeline, callback: Callback, wanted: (event: PipyEvent) => boolean) {
    super(pipeline, callback)
    this.wanted = wanted
  }

  protected handle(event: PipyEvent): void {
    if (this.wanted(event)) this.ask(event, () => this.emit(event))
    else this.emit(event)
  }
}

/** Calls at the end of each message or body, which passes while it is gathered; its last event waits for the callback. */
class HandleGatheredStage extends WaitingStage {
  private readonly gather: Gather
  private readonly once: boolean
  private done = false

  constructor(pipeline: Pipeline, callback: Callback, gather: { gather: Gather; once: boolean }) {
    super(pipeline, callback)
    this.gather = gather.gather
    this.once = gather.once
  }

  protected handle(event: PipyEvent): void {
    let value: Message | Data | StreamEnd | undefined = this.gather.add(event)
    if (this.done && this.once) value = undefined
    else if (!value && this.once && event instanceof StreamEnd) value = event
    if (!value) return this.emit(event)
    this.done = true
    this.ask(value, () => this.emit(event))
  }
}

const onEvent = (name: string, wanted: (event: PipyEvent) => boolean): FilterKind => ({
  define([callback]) {
    const call = checkCallback(name, callback)
    return pipeline => new HandleEventStage(pipeline, call, wanted)
  },
})

const onGathered = (name: string, gather: () => Gather, once = false): FilterKind => ({
  define([callback]) {
    const call = checkCallback(name, callback)
    return pipeline => new HandleGatheredStage(pipeline, call, { gather: gather(), once })
  },
})

const handleStreamStart: FilterKind = {
  define([callback]) {
    const call = checkCallback('handleStreamStart', callback)
    return pipeline => {
      let started = false
      const first = () => {
        const isFirst = !started
        started = true
        return isFirst
      }
      return new HandleEventStage(pipeline, call, first)
    }
  },
}

export const handleKinds: Readonly<Record<string, FilterKind>> = {
  handleData: onEvent('handleData', event => event instanceof Data),
  handleMessageStart: onEvent('handleMessageStart', event => event instanceof MessageStart),
  handleMessageEnd: onEvent('handleMessageEnd', event => event instanceof MessageEnd),
  handleStreamEnd: onEvent('handleStreamEnd', event => event instanceof StreamEnd),
  handle: onEvent('handle', () => true),
  handleStreamStart,
  handleMessage: onGathered('handleMessage', gatherMessage),
  handleOneMessage: onGathered('handleOneMessage', gatherMessage, true),
  handleMessageBody: onGathered('handleMessageBody', gatherBody),
}
