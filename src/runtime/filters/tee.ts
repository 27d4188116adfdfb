/**
 * tee(path): writes a copy of the bytes to a file ('-': stdout). Follows Pipy's src/filters/tee.cpp.
 *
 * Owns the file from the first Data to the StreamEnd. A file that cannot be written is logged; the stream goes on.
 */
import { Data } from '../core/data.ts'
import { logError } from '../core/errors.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'
import { createSink } from '../host/files.ts'
import { checkOptions } from './arguments.ts'

type File = ReturnType<typeof createSink>

class TeeStage extends Stage {
  private readonly path: unknown
  private readonly append: boolean
  private file: File | undefined
  private isOpened = false

  constructor(pipeline: Pipeline, options: { path: unknown; append: boolean }) {
    super(pipeline)
    this.path = options.path
    this.append = options.append
  }

  write(event: PipyEvent): void {
    if (event instanceof Data) {
      if (!this.isOpened) {
        const { path } = this
        const name = typeof path === 'function' ? this.call(() => path() as unknown) : path
        if (name === failed) return
        this.open(String(name))
      }
      this.save(event)
    } else if (event instanceof StreamEnd) {
      this.shut()
    }
    this.emit(event)
  }

  private open(name: string): void {
    this.isOpened = true
    try {
      this.file = createSink(name, this.append)
    } catch (error) {
      logError(error)
    }
  }

  private save(data: Data): void {
    try {
      for (const slice of data.slices) this.file?.write(slice)
    } catch (error) {
      logError(error)
      this.shut()
    }
  }

  private shut(): void {
    this.file?.close()
    this.file = undefined
  }

  override close(): void {
    super.close()
    this.shut()
  }
}

export const tee: FilterKind = {
  define([path, given]) {
    const { append = false } = checkOptions<{ append: boolean }>(given, { append: 'boolean' })
    return pipeline => new TeeStage(pipeline, { path, append })
  },
}
