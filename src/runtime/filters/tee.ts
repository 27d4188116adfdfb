/** tee(path): writes a copy of the bytes to a file ('-': stdout). Follows Pipy's src/filters/tee.cpp. */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'
import { createSink } from '../host/files.ts'

class TeeStage extends Stage {
  private readonly path: unknown
  private readonly append: boolean
  private file: ReturnType<typeof createSink> | undefined
  private broken = false

  constructor(pipeline: Pipeline, options: { path: unknown; append: boolean }) {
    super(pipeline)
    this.path = options.path
    this.append = options.append
  }

  write(event: PipyEvent): void {
    if (!this.file && !this.broken) {
      const opened = this.call(() => {
        const path = typeof this.path === 'function' ? (this.path as () => unknown)() : this.path
        return createSink(String(path), this.append)
      })
      if (opened === failed) this.broken = true
      else this.file = opened
    }
    if (event instanceof Data) for (const slice of event.slices) this.file?.write(slice)
    this.emit(event)
  }

  override close(): void {
    super.close()
    this.file?.close()
    this.file = undefined
  }
}

export const tee: FilterKind = {
  define([path, options]) {
    const { append = false } = (options ?? {}) as { append?: boolean }
    return pipeline => new TeeStage(pipeline, { path, append })
  },
}
