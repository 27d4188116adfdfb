/**
 * The events that travel through pipelines, and how a script's answer becomes events. Follows Pipy's src/event.cpp and
 * src/message.cpp.
 *
 * Events are immutable by convention, except Data, which is mutable by its own contract: whoever hands the same Data to
 * two receivers hands the second one a `copyOf` it.
 */
import { Data } from './data.ts'

export class MessageStart {
  readonly head: unknown
  constructor(head: unknown = null) {
    this.head = head ?? null
  }
}

export class MessageEnd {
  readonly tail: unknown
  readonly payload: unknown
  constructor(tail: unknown = null, payload?: unknown) {
    this.tail = tail ?? null
    this.payload = payload
  }
}

export class StreamEnd {
  /** Undefined for a clean end, a word of StreamEndError from the engine, or whatever the script gave. */
  readonly error: unknown
  constructor(error?: unknown) {
    this.error = error ?? undefined
  }
}

export class Message {
  readonly head: unknown
  readonly body: Data | null
  readonly tail: unknown
  readonly payload: unknown
  constructor(...args: unknown[]) {
    const [first, second] = args
    const bodyOnly = typeof first === 'string' || first instanceof Data
    const body = bodyOnly ? first : second
    const rest = bodyOnly ? args.slice(1) : args.slice(2)
    this.head = bodyOnly ? null : (first ?? null)
    this.body = typeof body === 'string' ? new Data(body) : body instanceof Data ? body : null
    this.tail = rest[0] ?? null
    this.payload = rest[1]
  }
}

export type PipyEvent = Data | MessageStart | MessageEnd | StreamEnd

export function isEvent(value: unknown): value is PipyEvent {
  return (
    value instanceof Data || value instanceof MessageStart || value instanceof MessageEnd || value instanceof StreamEnd
  )
}

/** The event for a second receiver. */
export function copyOf(event: PipyEvent): PipyEvent {
  return event instanceof Data ? new Data(event) : event
}

/**
 * The events of what a script gave: an event, a Message, an array of them, null or undefined for none.
 * Undefined when it is something else: the caller ends the stream then.
 */
export function eventsOf(output: unknown): PipyEvent[] | undefined {
  if (output === null || output === undefined) return []
  if (isEvent(output)) return [output]
  if (output instanceof Message) return eventsOfMessage(output)
  if (!Array.isArray(output)) return undefined
  const events: PipyEvent[] = []
  for (const item of output) {
    if (item === null || item === undefined) continue
    if (isEvent(item)) events.push(item)
    else if (item instanceof Message) events.push(...eventsOfMessage(item))
    else return undefined
  }
  return events
}

/** MessageStart, the body unless it has no bytes, MessageEnd. The body is copied: the script may keep and change the message. */
export function eventsOfMessage(message: Message): PipyEvent[] {
  const events: PipyEvent[] = [new MessageStart(message.head)]
  if (message.body && message.body.size > 0) events.push(new Data(message.body))
  events.push(new MessageEnd(message.tail, message.payload))
  return events
}
