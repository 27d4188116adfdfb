/** print(): writes bytes to stdout and passes everything on. Follows Pipy's src/filters/print.cpp. */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import { Stage } from '../core/stage.ts'
import { writeStdout } from '../host/stdio.ts'

class PrintStage extends Stage {
  write(event: PipyEvent): void {
    if (event instanceof Data) for (const slice of event.slices) writeStdout(slice)
    this.emit(event)
  }
}

export const print: FilterKind = { define: () => pipeline => new PrintStage(pipeline) }
