/**
 * dump(tag): logs every event for people. Follows Pipy's src/filters/dump.cpp. Differs: one line an event, no hex table.
 */
import { Data } from '../core/data.ts'
import { MessageEnd, MessageStart, type PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import { writeLog } from '../core/log.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'

/** Bytes of a Data that are shown. */
const shownBytes = 64

class DumpStage extends Stage {
  private readonly tag: unknown

  constructor(pipeline: Pipeline, tag: unknown) {
    super(pipeline)
    this.tag = tag
  }

  write(event: PipyEvent): void {
    const tag = typeof this.tag === 'function' ? this.call(this.tag as () => unknown) : this.tag
    if (tag === failed) return
    writeLog('info', `[dump]${tag === undefined ? '' : ` [${tag}]`} ${describe(event)}`)
    this.emit(event)
  }
}

function describe(event: PipyEvent): string {
  if (event instanceof Data) return `Data [size=${event.size}] ${new Data(event).shift(shownBytes).toString('hex')}`
  if (event instanceof MessageStart) return `MessageStart ${JSON.stringify(event.head)}`
  if (event instanceof MessageEnd) return `MessageEnd ${JSON.stringify(event.tail)}`
  return `StreamEnd [error=${event.error ?? ''}]`
}

export const dump: FilterKind = {
  define:
    ([tag]) =>
    pipeline =>
      new DumpStage(pipeline, tag),
}
