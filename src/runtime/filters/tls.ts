/**
 * acceptTLS and connectTLS. Follows Pipy's src/filters/tls.cpp.
 *
 * Owns the TLS connection of its pipeline and the sub-pipeline. Runs on the operating system's socket itself where it can: behind a
 * listener (nothing but looking filters between), or when the sub-pipeline is a single `connect`. Else on the events
 * of the pipeline, through a stream made of them. A failure is a clean StreamEnd.
 */
import type { Duplex } from 'node:stream'
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import { openPipeline, type Pipeline } from '../core/pipeline.ts'
import { type Sink, type Source, Stage, Valve } from '../core/stage.ts'
import { createEventDuplex, type EventDuplex } from '../host/event-duplex.ts'
import type { Outbound } from '../host/outbound.ts'
import { SocketLink } from '../host/socket-link.ts'
import { TLSConnection } from '../host/tls-connection.ts'
import { createContexts, type TLSOptions } from '../host/tls-context.ts'
import type { Dial } from './connect.ts'

interface TLSLayout {
  options: TLSOptions
  contexts: ReturnType<typeof createContexts>
  sub: PipelineLayout
}

/** What both sides share: the connection, and the plain bytes that wait for it. */
abstract class TLSStage extends Stage {
  protected readonly made: TLSLayout
  protected link: SocketLink | undefined
  private connection: TLSConnection | undefined
  private early: PipyEvent[] = []
  private readonly plain = new Valve(open => (open ? this.link?.resume() : this.link?.pause()))

  constructor(pipeline: Pipeline, made: TLSLayout) {
    super(pipeline)
    this.made = made
  }

  /** Gets decrypted bytes. */
  protected abstract readonly plainOutput: Sink
  /** Where the plain bytes to be sent come from. */
  protected abstract readonly plainSource: Source

  /** Starts TLS on a stream. */
  protected begin(stream: Duplex, isServer: boolean): void {
    const { options, contexts } = this.made
    const { context } = this.pipeline
    try {
      this.connection = new TLSConnection(
        stream,
        {
          options,
          contexts,
          run: callback => context.run(callback),
          onReady: tls => this.ready(tls),
          onFail: () => this.over(),
        },
        isServer,
      )
    } catch (error) {
      stream.destroy()
      this.early = []
      this.release()
      this.fail(error)
    }
  }

  private ready(tls: Duplex): void {
    if (this.closed) {
      tls.destroy()
      return
    }
    const output = { write: (event: PipyEvent) => this.received(event) }
    this.link = new SocketLink(tls, {}, { output, source: this.plainSource })
    if (!this.plain.isOpen) this.link.pause()
    this.plainOutput.write(new Data())
    const { early } = this
    this.early = []
    for (const event of early) this.link.write(event)
    this.release()
  }

  /** TLS hides why it ended: the reason is for onState alone. */
  private received(event: PipyEvent): void {
    if (this.closed) return
    this.plainOutput.write(event instanceof StreamEnd ? new StreamEnd() : event)
    if (event instanceof StreamEnd) this.ended()
  }

  private holding = false

  /** Plain bytes to be sent. */
  protected sendPlain(event: PipyEvent): void {
    if (this.link) return this.link.write(event)
    this.early.push(event)
    if (this.holding) return
    this.holding = true
    this.plainSource.pause()
  }

  private release(): void {
    if (this.holding) this.plainSource.resume()
    this.holding = false
  }

  protected readonly plainIn: Sink & Source = {
    write: event => this.sendPlain(event),
    pause: () => this.plain.pause(),
    resume: () => this.plain.resume(),
  }

  private over(): void {
    this.early = []
    this.release()
    if (this.closed) return
    this.plainOutput.write(new StreamEnd())
    this.ended()
  }

  /** The plain stream has ended, for whatever reason. */
  protected abstract ended(): void

  override close(): void {
    super.close()
    this.early = []
    this.release()
    if (this.link) this.link.close()
    else this.connection?.tls.destroy()
  }
}

class AcceptTLSStage extends TLSStage {
  private sub: Pipeline | undefined
  private duplex: EventDuplex | undefined
  private native = false
  /** Pauses by what is after this stage act on the encrypted bytes that go out. */
  private readonly outgoing = new Valve(open => (open ? this.duplex?.resume() : this.duplex?.pause()))

  protected readonly plainOutput: Sink = { write: event => this.sub?.write(event) }
  protected readonly plainSource: Source = { pause: () => this.sub?.pause(), resume: () => this.sub?.resume() }

  write(event: PipyEvent): void {
    if (this.closed || this.native) return
    if (!this.sub) this.open(event)
    else this.duplex?.write(event)
  }

  private open(event: PipyEvent): void {
    if (event instanceof StreamEnd) return this.emit(event)
    const socket = this.upstream.socket?.()
    const isWhole = event instanceof Data && socket !== undefined && socket === this.downstream.socket?.()
    this.sub = openPipeline(this.made.sub, {
      context: this.pipeline.context,
      output: { write: out => this.sendPlain(out) },
      source: this.plainIn,
    })
    if (isWhole) {
      this.native = true
      this.begin(socket.claim(event), true)
      return
    }
    const output = { write: (out: PipyEvent) => this.emit(out) }
    this.duplex = createEventDuplex({ output, source: this.upstream })
    if (!this.outgoing.isOpen) this.duplex.pause()
    this.begin(this.duplex.duplex, true)
    this.duplex.write(event)
  }

  protected ended(): void {
    if (this.native) this.emit(new StreamEnd())
  }

  override pause(): void {
    this.outgoing.pause()
  }

  override resume(): void {
    this.outgoing.resume()
  }

  override close(): void {
    super.close()
    this.sub?.close()
  }
}

class ConnectTLSStage extends TLSStage {
  private sub: Pipeline | undefined
  private duplex: EventDuplex | undefined
  private outbound: Outbound | undefined
  private started = false

  protected readonly plainOutput: Sink = { write: event => this.emit(event) }
  protected readonly plainSource: Source = { pause: () => this.upstream.pause(), resume: () => this.upstream.resume() }

  write(event: PipyEvent): void {
    if (this.closed) return
    if (!this.started) {
      this.started = true
      const dial = dialOf(this.made.sub)
      if (dial) this.openSocket(dial)
      else this.openSub()
    }
    this.sendPlain(event)
  }

  /** The sub-pipeline is one TCP connection: TLS runs on its socket. */
  private openSocket(dial: Dial): void {
    const { context } = this.pipeline
    try {
      const options = dial.options(context)
      this.outbound = dial.open(context, options, {
        onSocket: socket => {
          if (this.closed) {
            socket.destroy()
            return
          }
          // Keeps its time limits; hands the bytes over.
          const link = new SocketLink(socket, options, { output: this.plainOutput, source: this.plainSource })
          this.begin(link.claim(new Data()), false)
        },
        onFail: () => this.plainOutput.write(new StreamEnd()),
      })
      this.outbound.open()
    } catch (error) {
      this.fail(error)
    }
  }

  private openSub(): void {
    const { context } = this.pipeline
    let sub: Pipeline | undefined
    const duplex = createEventDuplex({
      output: { write: event => sub?.write(event) },
      source: { pause: () => sub?.pause(), resume: () => sub?.resume() },
    })
    this.duplex = duplex
    sub = openPipeline(this.made.sub, { context, output: duplex, source: duplex })
    this.sub = sub
    this.begin(duplex.duplex, false)
  }

  protected ended(): void {
    this.duplex?.duplex.destroy()
  }

  override pause(): void {
    this.plainIn.pause()
  }

  override resume(): void {
    this.plainIn.resume()
  }

  override close(): void {
    super.close()
    this.outbound?.close()
    this.sub?.close()
  }
}

/** The connection that a layout is nothing but. */
function dialOf({ filters, onStart, onEnd }: PipelineLayout): Dial | undefined {
  if (filters.length !== 1 || onStart !== undefined || onEnd !== undefined) return undefined
  const dial = filters[0]?.dial as Dial | undefined
  return dial
}

function checkOptions(name: string, given: unknown): TLSOptions {
  if (typeof given !== 'object' || given === null) throw new TypeError(`${name}() needs options`)
  return given as TLSOptions
}

export const acceptTLS: FilterKind = {
  joint: true,
  define([given], sub) {
    const options = checkOptions('acceptTLS', given)
    const made = { options, contexts: createContexts(options), sub }
    return pipeline => new AcceptTLSStage(pipeline, made)
  },
}

export const connectTLS: FilterKind = {
  joint: true,
  define([given], sub) {
    const options = checkOptions('connectTLS', given)
    const made = { options, contexts: createContexts(options), sub }
    return pipeline => new ConnectTLSStage(pipeline, made)
  },
}
