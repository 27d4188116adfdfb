/**
 * fork, forkJoin, forkRace: copies of the input to branches. Follows Pipy's src/filters/fork.cpp.
 *
 * Owns the branches. fork: input passes on at once, and each branch's StreamEnd comes out too (with two branches three ends). forkJoin:
 * input passes on once all branches have ended. forkRace: the first branch that answers is the output. A slow branch slows
 * the source.
 */
import { copyOf, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import { openPipeline, type Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'

type Mode = 'fork' | 'join' | 'race'

interface ForkOptions {
  mode: Mode
  elements: unknown
  layout: PipelineLayout
}

class ForkStage extends Stage {
  private readonly options: ForkOptions
  private branches: Pipeline[] | undefined
  private winner: number | undefined
  private ended = 0
  private held: PipyEvent[] = []

  constructor(pipeline: Pipeline, options: ForkOptions) {
    super(pipeline)
    this.options = options
  }

  write(event: PipyEvent): void {
    if (!this.branches && !this.open()) return
    const branches = this.branches ?? []
    for (const branch of branches) branch.write(copyOf(event))
    if (this.options.mode === 'join' && this.ended < branches.length) this.held.push(event)
    else if (this.options.mode !== 'race') this.emit(event)
  }

  private open(): boolean {
    const { elements } = this.options
    const given = typeof elements === 'function' ? this.call(elements as () => unknown) : elements
    if (given === failed) return false
    this.branches = []
    if (Array.isArray(given)) given.forEach((element, index) => this.add(index, true, [element, index]))
    // Pipy starts the single branch twice, so its onStart runs twice; once is enough for everyone else.
    else this.add(0, this.options.mode !== 'fork', given === undefined ? [] : [given])
    return true
  }

  private add(index: number, isCopied: boolean, args: unknown[]): void {
    const { context } = this.pipeline
    const output = { write: (event: PipyEvent) => this.reply(index, event) }
    const ends = { context: isCopied ? context.clone() : context, output, source: this.upstream }
    this.branches?.push(openPipeline(this.options.layout, ends, args))
  }

  private reply(index: number, event: PipyEvent): void {
    const { mode } = this.options
    if (mode === 'race') {
      this.winner ??= index
      if (this.winner === index) this.emit(event)
    } else if (event instanceof StreamEnd) {
      this.ended++
      if (mode === 'fork') return this.emit(event)
      if (this.ended < (this.branches?.length ?? 0)) return
      const { held } = this
      this.held = []
      for (const one of held) this.emit(one)
    }
  }

  override close(): void {
    super.close()
    this.held = []
    for (const branch of this.branches ?? []) branch.close()
  }
}

const kind = (mode: Mode): FilterKind => ({
  joint: true,
  define([elements], layout) {
    return pipeline => new ForkStage(pipeline, { mode, elements, layout })
  },
})

export const fork = kind('fork')
export const forkJoin = kind('join')
export const forkRace = kind('race')
