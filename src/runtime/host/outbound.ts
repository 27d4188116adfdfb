/**
 * An outgoing TCP connection being made: address, retries, time limit, and the object that scripts see in onState. Follows
 * Pipy's src/outbound.cpp.
 *
 * Owns the socket until it is handed to `onSocket`; afterwards follows its end. Does not move bytes.
 */
import { connect, isIP, type Socket } from 'node:net'
import { keepAliveDelay, parseHostPort, type SocketOptions, wordOf } from './socket-options.ts'

export interface OutboundOptions extends SocketOptions {
  protocol?: 'tcp' | 'udp'
  bind?: string | (() => string | undefined)
  connectTimeout?: number
  retryCount?: number
  retryDelay?: number
  onState?: (outbound: OutboundView) => void
}

export interface OutboundEvents {
  /** Connected: bytes may flow. */
  onSocket(socket: Socket): void
  /** All attempts failed; with the word for the last failure. */
  onFail(word: string): void
  /** The script closed it while connected. Without this the end of the socket tells. */
  onAbort?(word: string): void
  /** Runs onState in the right context. */
  onState(view: OutboundView): void
}

export type OutboundState = 'idle' | 'resolving' | 'open' | 'connecting' | 'connected' | 'closed'

/** What scripts see. */
export class OutboundView {
  state: OutboundState = 'idle'
  localAddress = ''
  localPort = 0
  remoteAddress = ''
  remotePort = 0
  readonly close: () => void

  constructor(close: () => void) {
    this.close = close
  }
}

export class Outbound {
  private readonly target: { host: string; port: number }
  private readonly options: OutboundOptions
  private readonly events: OutboundEvents
  private readonly view = new OutboundView(() => this.abort())
  private socket: Socket | undefined
  private timer: NodeJS.Timeout | undefined
  /** Where it connects from, asked for once. */
  private local: { localAddress?: string; localPort?: number } = {}
  private attempts = 0
  private closed = false

  /** Throws when `target` is no `host:port`. */
  constructor(target: string, options: OutboundOptions, events: OutboundEvents) {
    this.target = parseHostPort(target)
    this.options = options
    this.events = events
    this.view.remotePort = this.target.port
  }

  /** Throws what the script's `bind` throws. */
  open(): void {
    const { bind } = this.options
    this.local = localOf(typeof bind === 'function' ? bind() : bind)
    this.attempt()
  }

  private attempt(): void {
    const { host, port } = this.target
    const { connectTimeout = 0, noDelay, keepAlive } = this.options
    const isName = host !== 'localhost' && isIP(host) === 0
    this.attempts++
    if (isName) this.setState('resolving')
    else this.begin()
    if (this.closed) return
    const socket = connect({
      host: host === 'localhost' ? '127.0.0.1' : host,
      port,
      ...this.local,
      allowHalfOpen: true,
      noDelay: noDelay !== false,
      keepAlive: keepAlive !== false,
      keepAliveInitialDelay: keepAliveDelay,
    })
    this.socket = socket
    let failure: string | undefined
    if (connectTimeout > 0) {
      this.timer = setTimeout(() => {
        failure = 'ConnectionTimeout'
        socket.destroy()
      }, connectTimeout * 1000)
    }
    const onError = (error: Error) => {
      failure ??= wordOf(error)
    }
    const onClose = () => this.failed(failure ?? 'ConnectionAborted')
    if (isName) socket.once('lookup', error => error || this.begin())
    socket.on('error', onError)
    socket.once('close', onClose)
    socket.once('connect', () => {
      clearTimeout(this.timer)
      socket.off('close', onClose)
      this.connected(socket)
    })
  }

  private begin(): void {
    this.setState('open')
    const { localAddress, localPort } = this.local
    if (localAddress) this.view.localAddress = localAddress
    if (localPort) this.view.localPort = localPort
    this.setState('connecting')
  }

  private connected(socket: Socket): void {
    if (this.closed) {
      socket.destroy()
      return
    }
    const { view } = this
    view.localAddress = socket.localAddress ?? ''
    view.localPort = socket.localPort ?? 0
    view.remoteAddress = socket.remoteAddress ?? ''
    socket.on('error', () => undefined)
    socket.once('close', () => {
      this.closed = true
      this.setState('closed')
    })
    this.setState('connected')
    this.events.onSocket(socket)
  }

  private failed(word: string): void {
    clearTimeout(this.timer)
    if (this.closed) return
    const { retryCount = 0, retryDelay = 0 } = this.options
    if (retryCount >= 0 && this.attempts > retryCount) {
      this.closed = true
      this.events.onFail(word)
      this.setState('closed')
      return
    }
    this.setState('idle')
    this.timer = setTimeout(() => this.attempt(), retryDelay * 1000)
  }

  private setState(state: OutboundState): void {
    if (this.view.state === state) return
    this.view.state = state
    this.events.onState(this.view)
  }

  /** The script's close(): the stream is told before the state changes, as on Pipy. */
  private abort(): void {
    if (this.closed) return
    clearTimeout(this.timer)
    this.closed = true
    const { onAbort, onFail } = this.events
    if (this.view.state === 'connected') onAbort?.('ConnectionAborted')
    else onFail('ConnectionAborted')
    this.socket?.destroy()
    this.setState('closed')
  }

  /** Ends it in whatever state it is. */
  close(): void {
    if (this.closed) return
    clearTimeout(this.timer)
    const wasConnected = this.view.state === 'connected'
    this.closed = true
    this.socket?.destroy()
    if (!wasConnected) this.setState('closed')
  }
}

function localOf(bind: string | undefined): { localAddress?: string; localPort?: number } {
  if (!bind) return {}
  if (!/:\d+$/.test(bind) || /^[^[]*:[^[]*:/.test(bind)) return { localAddress: bind.replace(/[[\]]/g, '') }
  const { host, port } = parseHostPort(bind)
  return { localAddress: host, localPort: port }
}
