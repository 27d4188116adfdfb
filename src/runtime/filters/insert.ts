/**
 * insert(events): puts events in front of the first one. Follows Pipy's src/filters/insert.cpp: what a promise gives is put in when it is
 * there, the stream does not wait.
 */
import { eventsOf, type PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'

class InsertStage extends Stage {
  private readonly events: unknown
  private inserted = false

  constructor(pipeline: Pipeline, events: unknown) {
    super(pipeline)
    this.events = events
  }

  write(event: PipyEvent): void {
    if (!this.inserted) {
      this.inserted = true
      const given = typeof this.events === 'function' ? this.call(this.events as () => unknown) : this.events
      if (given === failed) return
      this.settle(given, value => this.put(value))
    }
    this.emit(event)
  }

  private put(value: unknown): void {
    const events = eventsOf(value)
    if (!events) return this.fail(new Error('inserting object is not an event or Message or an array of those'))
    for (const event of events) this.emit(event)
  }
}

export const insert: FilterKind = {
  define([events]) {
    return pipeline => new InsertStage(pipeline, events)
  },
}
