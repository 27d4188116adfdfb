/**
 * exec(command, options): a child process in the place of the stream. Follows Pipy's src/filters/exec.cpp.
 *
 * Owns the child: input goes to its stdin, its stdout comes out; a StreamEnd ends the program. onExit may answer with the
 * StreamEnd. Differs: an exit is always seen, output is never lost, a missing program ends the stream, and so does the end of
 * a program whose onExit answers without a StreamEnd.
 */
import { commandWords } from '../core/command-words.ts'
import { Data } from '../core/data.ts'
import { eventsOf, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'
import { type Child, startChild } from '../host/child.ts'
import { checkOptions } from './arguments.ts'

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
    if (event instanceof StreamEnd) return this.child?.kill()
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
      { env: this.options.env, merge: this.options.stderr === true, pty: this.options.pty },
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
    if (answer !== failed) this.answer(answer)
    this.drained()
  }

  private answer(answer: unknown): void {
    const events = eventsOf(answer)
    if (!events) return this.fail(new Error("onExit didn't return an event or Message or an array of those"))
    for (const event of events) this.emit(event)
    if (!events.some(event => event instanceof StreamEnd)) this.emit(new StreamEnd())
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

const optionTypes: Record<keyof ExecOptions, string> = {
  pty: 'boolean',
  env: 'object',
  stderr: 'boolean',
  onStart: 'function',
  onExit: 'function',
}

export const exec: FilterKind = {
  define([command, given]) {
    const options = checkOptions<ExecOptions>(given, optionTypes)
    return pipeline => new ExecStage(pipeline, { command, options })
  },
}
