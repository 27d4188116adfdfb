/**
 * print(): writes bytes to where the log goes, a line break after each Data, and passes everything on. Follows Pipy's
 * src/filters/print.cpp.
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import { Stage } from '../core/stage.ts'
import { writeStderr } from '../host/stdio.ts'

class PrintStage extends Stage {
  write(event: PipyEvent): void {
    if (event instanceof Data) writeStderr(Buffer.concat([...event.slices, Buffer.from('\n')]))
    this.emit(event)
  }
}

export const print: FilterKind = { define: () => pipeline => new PrintStage(pipeline) }
