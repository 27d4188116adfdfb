/**
 * One TLS connection over a Node stream, server or client side: handshake, verification, state for the script. Follows
 * Pipy's src/filters/tls.cpp.
 *
 * Owns the TLSSocket. Verification happens here, not in Node's options, because the script's `verify` has the last word: Node is
 * told to accept, and what is not accepted is destroyed before a byte of the application passes. Differs: `verify` is
 * called once with the final verdict and the leaf, not per chain element.
 */
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, TLSSocket, type TLSSocketOptions } from 'node:tls'
import { logError } from '../core/errors.ts'
import { certificateFor, type createContexts, type TLSOptions, TLSView } from './tls-context.ts'

export interface TLSSetup {
  options: TLSOptions
  contexts: ReturnType<typeof createContexts>
  /** Runs script callbacks: sets the context; throws what they throw. */
  run: <Result>(callback: () => Result) => Result
  /** Handshake and verification done: the application may talk. */
  onReady(tls: TLSSocket): void
  /** Over before it was ready; the reason is in the view. */
  onFail(): void
}

export class TLSConnection {
  readonly tls: TLSSocket
  private readonly view = new TLSView()
  private readonly setup: TLSSetup
  private isReady = false
  private isOver = false

  constructor(stream: Duplex, setup: TLSSetup, isServer: boolean) {
    this.setup = setup
    this.tls = isServer ? this.accept(stream) : this.connect(stream)
    const { tls } = this
    tls.on('error', (error: NodeJS.ErrnoException) => {
      // A connection that was cut is no finding of TLS: on Pipy it leaves no error either.
      if (/^ERR_(SSL|TLS)/.test(error.code ?? '')) this.view.error ??= error.message
    })
    // Half a handshake is none: nothing more can come of it.
    tls.once('end', () => {
      if (!this.isReady) tls.destroy()
    })
    tls.once('close', () => this.over())
    tls.once(isServer ? 'secure' : 'secureConnect', () => this.check())
    this.tell('handshake')
  }

  private accept(stream: Duplex): TLSSocket {
    const { options, contexts, run } = this.setup
    const names = (name: string | undefined) => contexts(run(() => certificateFor(options, name)))
    const settings: TLSSocketOptions & { ALPNCallback?: unknown } = {
      isServer: true,
      secureContext: names(undefined),
      requestCert: isVerifying(options),
      rejectUnauthorized: false,
    }
    if (typeof options.certificate === 'function') {
      settings.SNICallback = (name, done) => {
        try {
          done(null, names(name))
        } catch (error) {
          logError(error)
          done(error as Error)
        }
      }
    }
    if (options.alpn !== undefined) {
      settings.ALPNCallback = ({ protocols }: { protocols: string[] }) => {
        try {
          return chooseProtocol(options.alpn, protocols, run)
        } catch (error) {
          logError(error)
          // None in common: the handshake fails.
          return undefined
        }
      }
    }
    return new TLSSocket(stream, settings)
  }

  private connect(stream: Duplex): TLSSocket {
    const { options, contexts, run } = this.setup
    const { sni, alpn } = options
    const name = typeof sni === 'function' ? run(() => (sni as () => unknown)()) : sni
    const settings: ConnectionOptions = {
      socket: stream,
      secureContext: contexts(run(() => certificateFor(options, undefined))),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(typeof name === 'string' && name !== '' ? { servername: name } : {}),
      ...(alpn === undefined ? {} : { ALPNProtocols: Array.isArray(alpn) ? alpn.map(String) : [String(alpn)] }),
    }
    if (typeof name === 'string') this.view.hostname = name
    return connect(settings)
  }

  /** Decides whether the peer is who it must be. */
  private check(): void {
    const { tls, view, setup } = this
    const { options } = setup
    view.read(tls)
    if (isVerifying(options)) {
      const problem = this.problem()
      let accepted = problem === undefined
      if (view.peer !== null && options.verify) {
        const { verify } = options
        try {
          accepted = setup.run(() => verify(accepted, view.peer)) === true
        } catch (error) {
          accepted = false
          logError(error)
          view.error = `verify: ${(error as Error)?.message ?? error}`
        }
      }
      if (!accepted) {
        view.error ??= problem ?? 'certificate verify failed'
        tls.destroy()
        return
      }
    }
    this.isReady = true
    this.tell('connected')
    if (!tls.destroyed) setup.onReady(tls)
  }

  /** OpenSSL's finding about the chain; undefined when it is good. */
  private problem(): string | undefined {
    const { tls, view } = this
    if (view.peer === null) return 'peer did not return a certificate'
    const handle = (tls as unknown as { _handle?: { verifyError(): (Error & { code?: string }) | null } })._handle
    const error = handle?.verifyError()
    return error ? `certificate verify failed: ${error.message}` : undefined
  }

  private over(): void {
    if (this.isOver) return
    this.isOver = true
    this.tell('closed')
    if (!this.isReady) this.setup.onFail()
  }

  private tell(state: TLSView['state']): void {
    const { onState } = this.setup.options
    this.view.state = state
    if (onState) this.setup.run(() => onState(this.view))
  }
}

const isVerifying = ({ trusted }: TLSOptions): boolean => (trusted ?? []).length > 0

/** The client's first name that this side speaks, or the one that the script's function points at. */
function chooseProtocol(alpn: unknown, offered: string[], run: TLSSetup['run']): string | undefined {
  if (typeof alpn === 'function') {
    const index = run(() => (alpn as (names: string[]) => unknown)(offered))
    return typeof index === 'number' ? offered[index] : undefined
  }
  const known = Array.isArray(alpn) ? alpn.map(String) : [String(alpn)]
  return offered.find(name => known.includes(name))
}
