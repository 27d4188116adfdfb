/**
 * read(path, { seek, size }): puts a file's bytes in the place of the input. Follows Pipy's src/filters/read.cpp: starts at the first
 * event, whatever it is, and takes no more input. A file that cannot be read ends the stream with an Error.
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import { StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'
import { openFile } from '../host/files.ts'
import { checkOptions } from './arguments.ts'

interface ReadOptions {
  path: unknown
  seek?: number
  size?: number
}

class ReadStage extends Stage {
  private readonly options: ReadOptions
  private started = false
  private stream: { pause(): void; resume(): void; close(): void } | undefined
  private readonly valve = new Valve(open => (open ? this.stream?.resume() : this.stream?.pause()))

  constructor(pipeline: Pipeline, options: ReadOptions) {
    super(pipeline)
    this.options = options
  }

  write(_event: PipyEvent): void {
    if (this.started) return
    this.started = true
    const { path, seek, size } = this.options
    const name = typeof path === 'function' ? this.call(path as () => unknown) : path
    if (name === failed) return
    this.stream = openFile(
      String(name),
      { seek, size },
      {
        data: bytes => this.emit(Data.of(bytes)),
        end: error => (error ? this.fail(error) : this.emit(new StreamEnd())),
      },
    )
    if (!this.valve.isOpen) this.stream.pause()
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.stream?.close()
  }
}

export const read: FilterKind = {
  define([path, options]) {
    const { seek, size } = checkOptions<{ seek: number; size: number }>(options, { seek: 'count', size: 'count' })
    return pipeline => new ReadStage(pipeline, { path, seek, size })
  },
}
