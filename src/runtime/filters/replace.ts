/**
 * replace*: puts what a callback gives in the place of events. Follows Pipy's src/filters/replace.cpp, replace-event.cpp,
 * replace-message.cpp, replace-body.cpp and replace-start.cpp.
 *
 * Without an argument the events are dropped. Anything that is not events ends the stream with an Error.
 */
import { Data } from '../core/data.ts'
import { eventsOf, MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { type Gather, gatherBody, gatherMessage } from './gather.ts'
import { WaitingStage } from './handle.ts'

type Callback = (value: unknown, count: number) => unknown

abstract class ReplacingStage extends WaitingStage {
  /** `cut`: the end of the stream, when it ended the message too. Pipy loses it; here it follows, unless another one does. */
  protected replace(value: unknown, cut?: StreamEnd): void {
    this.ask(value, answer => {
      const events = eventsOf(answer)
      if (!events) return this.fail(new Error('replacement is not an event or Message or an array of those'))
      for (const event of events) this.emit(event)
      if (cut && !events.some(event => event instanceof StreamEnd)) this.emit(cut)
    })
  }
}

class ReplaceEventStage extends ReplacingStage {
  private readonly wanted: (event: PipyEvent) => boolean

  constructor(pipeline: Pipeline, callback: Callback, wanted: (event: PipyEvent) => boolean) {
    super(pipeline, callback)
    this.wanted = wanted
  }

  protected handle(event: PipyEvent): void {
    if (this.wanted(event)) this.replace(event)
    else this.emit(event)
  }
}

/** Replaces whole messages; with `once` only the first, or the StreamEnd if none came. */
class ReplaceMessageStage extends ReplacingStage {
  private readonly gather: Gather = gatherMessage()
  private readonly once: boolean
  private done = false

  constructor(pipeline: Pipeline, callback: Callback, once: boolean) {
    super(pipeline, callback)
    this.once = once
  }

  protected handle(event: PipyEvent): void {
    if (this.once && this.done) return this.emit(event)
    const wasInside = this.gather.isInside()
    const message = this.gather.add(event)
    if (message) {
      this.done = true
      this.replace(message, event instanceof StreamEnd ? event : undefined)
    } else if (!wasInside && !this.gather.isInside()) {
      if (!this.once || !(event instanceof StreamEnd)) return this.emit(event)
      this.done = true
      this.replace(event)
    }
  }
}

/** Replaces bodies; the head and the end stay. */
class ReplaceBodyStage extends ReplacingStage {
  private readonly gather: Gather = gatherBody()

  protected handle(event: PipyEvent): void {
    const wasInside = this.gather.isInside()
    const body = this.gather.add(event)
    if (!body) {
      if (!wasInside || event instanceof MessageStart) this.emit(event)
      return
    }
    this.ask(body, answer => {
      const events = eventsOf(answer)
      if (!events) return this.fail(new Error('replacement is not an event or Message or an array of those'))
      for (const replacement of events) this.emit(replacement)
      this.emit(event)
    })
  }
}

/** A callback as given, or one that gives the fixed events each time, or nothing. */
function replacement(name: string, given: unknown): Callback {
  if (typeof given === 'function') return given as Callback
  if (given !== undefined && given !== null && !eventsOf(given)) {
    throw new TypeError(`${name}() needs a function or events`)
  }
  return () => (given instanceof Data ? new Data(given) : given)
}

const onEvent = (name: string, wanted: () => (event: PipyEvent) => boolean): FilterKind => ({
  define([given]) {
    const callback = replacement(name, given)
    return pipeline => new ReplaceEventStage(pipeline, callback, wanted())
  },
})

const onMessage = (name: string, once: boolean): FilterKind => ({
  define([given]) {
    const callback = replacement(name, given)
    return pipeline => new ReplaceMessageStage(pipeline, callback, once)
  },
})

const firstOnly = () => {
  let started = false
  return () => {
    const isFirst = !started
    started = true
    return isFirst
  }
}

export const replaceKinds: Readonly<Record<string, FilterKind>> = {
  replaceData: onEvent('replaceData', () => event => event instanceof Data),
  replaceMessageStart: onEvent('replaceMessageStart', () => event => event instanceof MessageStart),
  replaceMessageEnd: onEvent('replaceMessageEnd', () => event => event instanceof MessageEnd),
  replaceStreamEnd: onEvent('replaceStreamEnd', () => event => event instanceof StreamEnd),
  replace: onEvent('replace', () => () => true),
  replaceStreamStart: onEvent('replaceStreamStart', firstOnly),
  replaceMessage: onMessage('replaceMessage', false),
  replaceOneMessage: onMessage('replaceOneMessage', true),
  replaceMessageBody: {
    define([given]) {
      const callback = replacement('replaceMessageBody', given)
      return pipeline => new ReplaceBodyStage(pipeline, callback)
    },
  },
}
