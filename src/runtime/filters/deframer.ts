/**
 * Takes a protocol's bytes apart by a generator that yields how many it wants next and gets them. Follows the idea of Pipy's
 * src/deframer.cpp.
 *
 * Owns the bytes that came and were not asked for yet: never more than the generator asks for and what came with them.
 */
import { Data } from '../core/data.ts'

/** Yields counts of bytes, 1 at least, and gets exactly so many. */
export type Steps = Generator<number, void, Buffer>

export class Deframer {
  private readonly steps: Steps
  private readonly bytes = new Data()
  private wanted = 0
  private over = false

  /** Runs `steps` up to the first bytes that they want. */
  constructor(steps: Steps) {
    this.steps = steps
    this.turn(steps.next())
  }

  /** True once the steps have ended, of themselves or by `stop`. */
  get isOver(): boolean {
    return this.over
  }

  /** Gives bytes to the steps. What comes after their end is theirs who made them: `rest`. */
  feed(data: Data): void {
    this.bytes.push(data)
    while (!this.over && this.bytes.size >= this.wanted)
      this.turn(this.steps.next(this.bytes.shift(this.wanted).toBuffer()))
  }

  /** The bytes that nobody asked for, all of them. */
  rest(): Data {
    return this.bytes.takeAll()
  }

  /** No steps any more, whatever comes. */
  stop(): void {
    this.over = true
  }

  private turn({ done, value }: IteratorResult<number, void>): void {
    if (done) this.over = true
    else this.wanted = value
  }
}
