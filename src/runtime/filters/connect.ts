/**
 * connect(target, options): an outgoing connection. Follows Pipy's src/filters/connect.cpp.
 *
 * Owns the connection of its pipeline. Starts at the first event, even an empty Data; a StreamEnd that comes first passes through
 * unconnected. What comes before the connection is there waits, and its source is paused.
 * `dial` lets connectTLS have the socket itself (filters/tls.ts).
 */
import type { Context } from '../core/context.ts'
import { logError } from '../core/errors.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, FilterMaker } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, type Sink, type Source, Stage, Valve } from '../core/stage.ts'
import { Outbound, type OutboundEvents, type OutboundOptions } from '../host/outbound.ts'
import { SocketLink } from '../host/socket-link.ts'
import { defaultIdleTimeout, socketOptionTypes } from '../host/socket-options.ts'
import { openUDP } from '../host/udp-outbound.ts'
import { checkOptions, type OptionType } from './arguments.ts'

const optionTypes: Record<keyof OutboundOptions, OptionType> = {
  ...socketOptionTypes,
  protocol: ['tcp', 'udp'],
  bind: 'string|function',
  connectTimeout: 'number',
  retryCount: 'finite',
  retryDelay: 'number',
  onState: 'function',
}

/** How the parameters of the filter become a connection, for a pipeline in `context`. */
export interface Dial {
  /** The options of this connection. Throws what the script's functions throw. */
  options(context: Context): OutboundOptions
  /** Throws for a target that is no address. */
  open(context: Context, options: OutboundOptions, events: Omit<OutboundEvents, 'onState'>): Outbound
}

function createDial(target: unknown, given: unknown): Dial {
  return {
    options: context => {
      const value =
        typeof given === 'function'
          ? checkOptions<OutboundOptions>(
              context.run(() => given() as unknown),
              optionTypes,
            )
          : given
      return { idleTimeout: defaultIdleTimeout, ...(value as Partial<OutboundOptions>) }
    },
    open: (context, options, events) => {
      const address = typeof target === 'function' ? context.run(() => target() as unknown) : target
      if (typeof address !== 'string') throw new Error('invalid target')
      const { bind } = options
      const bound = typeof bind === 'function' ? { bind: () => context.run(bind) } : {}
      return new Outbound(address, { ...options, ...bound }, { ...events, onState: tellState(context, options) })
    },
  }
}

function tellState(context: Context, { onState }: OutboundOptions): OutboundEvents['onState'] {
  return view => {
    try {
      if (onState) context.run(() => onState(view))
    } catch (error) {
      logError(error)
    }
  }
}

class ConnectStage extends Stage {
  private readonly dial: Dial
  private readonly target: unknown
  private outbound: { close(): void } | undefined
  private link: (Sink & Source & { close(): void }) | undefined
  private waiting: PipyEvent[] = []
  private holding = false
  /** The input has ended, or nobody takes it any more. */
  private isOver = false
  private isTold = false
  private readonly valve = new Valve(open => (open ? this.link?.resume() : this.link?.pause()))

  constructor(pipeline: Pipeline, options: { dial: Dial; target: unknown }) {
    super(pipeline)
    this.dial = options.dial
    this.target = options.target
  }

  write(event: PipyEvent): void {
    if (this.isOver || this.closed) return
    if (event instanceof StreamEnd) this.isOver = true
    if (this.link) return this.link.write(event)
    if (!this.outbound) {
      if (event instanceof StreamEnd) return this.emit(event)
      this.holding = true
      this.upstream.pause()
      this.waiting.push(event)
      this.open()
    } else {
      this.waiting.push(event)
    }
  }

  private open(): void {
    const { context } = this.pipeline
    const made = this.call(() => {
      const options = this.dial.options(context)
      const udp = options.protocol === 'udp'
      if (udp) return this.openUDP(options)
      const outbound = this.dial.open(context, options, {
        onSocket: socket => {
          this.begin(new SocketLink(socket, options, { output: this.output, source: this.upstream }))
        },
        onFail: word => this.end(word),
        onAbort: word => this.end(word),
      })
      this.outbound = outbound
      outbound.open()
    })
    if (made === failed) this.isOver = true
  }

  /** What the connection says; nothing more once its end was told. */
  private readonly output = {
    write: (event: PipyEvent) => {
      if (!this.isTold) this.emit(event)
    },
  }

  private openUDP(options: OutboundOptions): void {
    const address = typeof this.target === 'function' ? this.target() : this.target
    const onState = tellState(this.pipeline.context, options)
    const link = openUDP(String(address), options, { output: this.output, onState })
    this.outbound = link
    this.begin(link)
  }

  /** Of TCP, while nothing waits to be written: what takes it over would overtake that. */
  socket() {
    const { link } = this
    return link instanceof SocketLink && link.stream.writableLength === 0 ? link : undefined
  }

  private begin(link: Sink & Source & { close(): void }): void {
    if (this.closed) return link.close()
    this.link = link
    if (!this.valve.isOpen) link.pause()
    const { waiting } = this
    this.waiting = []
    for (const event of waiting) link.write(event)
    this.release()
  }

  private end(word: string): void {
    this.isOver = true
    this.waiting = []
    this.output.write(new StreamEnd(word))
    this.isTold = true
    this.release()
  }

  private release(): void {
    if (this.holding) this.upstream.resume()
    this.holding = false
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.waiting = []
    this.release()
    if (this.link) this.link.close()
    else this.outbound?.close()
  }
}

export const connect: FilterKind = {
  define([target, options]) {
    if (typeof target !== 'string' && typeof target !== 'function') {
      throw new TypeError('connect() needs an address or a function')
    }
    const isLater = typeof options === 'function'
    const dial = createDial(target, isLater ? options : checkOptions<OutboundOptions>(options, optionTypes))
    const make: FilterMaker = pipeline => new ConnectStage(pipeline, { dial, target })
    make.dial = dial
    return make
  },
}
