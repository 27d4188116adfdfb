/**
 * Events that a stage holds while only more of them can tell how the stream goes on, so that their source is not paused.
 *
 * Owns the events and their limit: where Pipy goes on holding, a stage of ours ends its stream when this is full.
 */
import { Data } from './data.ts'
import { type PipyEvent, StreamEnd } from './events.ts'

/** Bytes; far more than any decision by a look at a stream needs. */
const heldLimit = 16 * 1024 * 1024

export class HeldEvents {
  private events: PipyEvent[] = []
  private bytes = 0
  /** The stream has ended for that. */
  isFull = false

  get length(): number {
    return this.events.length
  }

  /** Holds an event; gives the end of the stream, once, when that was too much. From then on all is dropped. */
  add(event: PipyEvent): StreamEnd | undefined {
    if (this.isFull) return undefined
    this.events.push(event)
    if (event instanceof Data) this.bytes += event.size
    if (this.bytes <= heldLimit) return undefined
    this.isFull = true
    this.events = []
    return new StreamEnd('BufferOverflow')
  }

  /** All that is held, which is not held any more. */
  takeAll(): PipyEvent[] {
    const { events } = this
    this.events = []
    this.bytes = 0
    return events
  }
}
