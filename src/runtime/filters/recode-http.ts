/**
 * The base of compressHTTP and decompressHTTP: bodies of messages go through a transform of node:zlib, heads and ends around them.
 *
 * Owns the transform of the running message and the events that wait for its last bytes. The transform works in other threads,
 * so bytes come out later; never more than it holds, since its source waits when it is full, and it when its reader is.
 */
import type { Transform } from 'node:stream'
import { Data } from '../core/data.ts'
import { type MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import { writeLog } from '../core/log.ts'
import { Stage, Valve } from '../core/stage.ts'

export interface Recoding {
  /** Undefined: the body passes as it is. */
  transform: Transform | undefined
  start: MessageStart
}

export abstract class RecodeHTTPStage extends Stage {
  private transform: Transform | undefined
  private inside = false
  /** What ended the input of the transform: follows its last bytes. */
  private ending: PipyEvent | undefined
  private waiting: PipyEvent[] = []
  private holding = false
  private broken = false
  private readonly valve = new Valve(open => (open ? this.transform?.resume() : this.transform?.pause()))

  /** What to do with the body behind this head; undefined when a callback failed, and the stream was ended. */
  protected abstract recode(start: MessageStart): Recoding | undefined

  write(event: PipyEvent): void {
    if (this.broken || this.closed) return
    if (this.ending) this.waiting.push(event)
    else this.handle(event)
  }

  private handle(event: PipyEvent): void {
    if (event instanceof MessageStart) {
      if (!this.inside) this.begin(event)
    } else if (!this.inside) {
      // As on Pipy nothing passes outside of messages; except the end, which there is lost.
      if (event instanceof StreamEnd) this.emit(event)
    } else if (event instanceof Data) {
      this.feed(event)
    } else this.end(event)
  }

  private begin(start: MessageStart): void {
    const recoding = this.recode(start)
    if (!recoding) return
    this.inside = true
    if (recoding.transform) this.run(recoding.transform)
    this.emit(recoding.start)
  }

  private run(transform: Transform): void {
    this.transform = transform
    transform.on('data', (bytes: Buffer) => this.emit(Data.of(bytes)))
    transform.on('drain', () => this.release())
    transform.on('end', () => this.finish())
    transform.on('error', error => this.abort(error))
    if (!this.valve.isOpen) transform.pause()
  }

  private feed(data: Data): void {
    const { transform } = this
    if (!transform) return this.emit(data)
    let room = true
    for (const slice of data.slices) room = transform.write(slice)
    if (!room) this.hold()
  }

  private end(event: MessageEnd | StreamEnd): void {
    this.inside = false
    if (!this.transform) return this.emit(event)
    this.ending = event
    this.hold()
    this.transform.end()
  }

  private finish(): void {
    const { ending } = this
    this.transform = undefined
    this.ending = undefined
    if (ending) this.emit(ending)
    this.release()
    while (this.waiting.length > 0 && !this.ending) this.handle(this.waiting.shift() as PipyEvent)
  }

  /** Bytes that are not what the head says: the message must not look whole. */
  private abort(error: Error): void {
    if (this.closed) return
    // Of the peer's making, as what a socket tells: no error of ours.
    writeLog('warn', `compressed body: ${error.message}`)
    this.broken = true
    this.waiting = []
    this.emit(new StreamEnd('ProtocolError'))
    this.release()
  }

  private hold(): void {
    if (!this.holding) this.upstream.pause()
    this.holding = true
  }

  private release(): void {
    if (this.holding) this.upstream.resume()
    this.holding = false
  }

  override pause(): void {
    super.pause()
    this.valve.pause()
  }

  override resume(): void {
    super.resume()
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.waiting = []
    this.transform?.destroy()
    this.release()
  }
}

/** The headers of a head as scripts give them. */
export function headersOf(start: MessageStart): Record<string, unknown> {
  const { headers } = (start.head ?? {}) as { headers?: Record<string, unknown> | null }
  return headers ?? {}
}

/** The same head with other headers: the script's own is left as it is. */
export function withHeaders(start: MessageStart, headers: Record<string, unknown>): MessageStart {
  return new MessageStart({ ...(start.head as object | null), headers })
}
