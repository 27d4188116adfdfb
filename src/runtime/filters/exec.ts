/**
 * exec(command, options): a child process in the place of the stream. Follows Pipy's src/filters/exec.cpp.
 *
 * Owns the child: input goes to its stdin, its stdout comes out; a StreamEnd ends its stdin. onExit may answer with the
 * StreamEnd. Differs: an exit is always seen, output is never lost, a missing program ends the stream; no `pty`.
 */
import { commandWords } from '../core/command-words.ts'
import { Data } from '../core/data.ts'
import { isEvent, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'
import { type Child, startChild } from '../host/child.ts'

interface ExecOptions {
  pty?: boolean
  env?: Record<string, string>
  stderr?: boolean
  onStart?: (pid: number) => unknown
  onExit?: (code: number, stderr: Data) => unknown
}

class ExecStage extends Stage {
  private readonly command: unknown
  private readonly options: ExecOptions
  private child: Child | undefined
  private full = false
  private started = false
  private readonly valve = new Valve(open => (open ? this.child?.resume() : this.child?.pause()))

  constructor(pipeline: Pipeline, given: { command: unknown; options: ExecOptions }) {
    super(pipeline)
    this.command = given.command
    this.options = given.options
  }

  write(event: PipyEvent): void {
    if (!this.started) this.begin()
    if (event instanceof StreamEnd) return this.child?.end()
    if (!(event instanceof Data) || event.size === 0 || !this.child) return
    if (!this.child.write(event.toBuffer()) && !this.full) {
      this.full = true
      this.upstream.pause()
    }
  }

  private begin(): void {
    this.started = true
    const command = typeof this.command === 'function' ? this.call(this.command as () => unknown) : this.command
    if (command === failed) return
    const argv = Array.isArray(command) ? command.map(String) : commandWords(String(command))
    const child = startChild(
      argv,
      { env: this.options.env, merge: this.options.stderr === true },
      {
        output: bytes => this.emit(Data.of(bytes)),
        drained: () => this.drained(),
        exit: (code, stderr) => this.exited(code, stderr),
      },
    )
    this.child = child
    if (!this.valve.isOpen) child.pause()
    const { onStart } = this.options
    if (onStart && child.pid) this.call(() => onStart(child.pid as number))
  }

  private exited(code: number, stderr: Buffer): void {
    if (this.closed) return
    const { onExit } = this.options
    const answer = onExit ? this.call(() => onExit(code, Data.of(stderr))) : undefined
    if (answer !== failed) this.emit(isEvent(answer) ? answer : new StreamEnd())
    this.drained()
  }

  private drained(): void {
    if (this.full) this.upstream.resume()
    this.full = false
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.drained()
    this.child?.kill()
  }
}

export const exec: FilterKind = {
  define([command, given]) {
    const options = (given ?? {}) as ExecOptions
    if (options.pty) throw new Error('exec() with a pty is not available in this engine')
    return pipeline => new ExecStage(pipeline, { command, options })
  },
}
