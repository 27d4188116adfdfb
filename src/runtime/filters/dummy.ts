/** dummy(): swallows everything but the StreamEnd. Follows Pipy's src/filters/dummy.cpp. */
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import { Stage } from '../core/stage.ts'

class DummyStage extends Stage {
  write(event: PipyEvent): void {
    if (event instanceof StreamEnd) this.emit(event)
  }
}

export const dummy: FilterKind = { define: () => pipeline => new DummyStage(pipeline) }
