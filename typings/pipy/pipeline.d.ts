// Pipelines: layouts, hubs, listeners, connections. Follows Pipy's src/api/pipeline-api.cpp, src/inbound.cpp and
// src/outbound.cpp. The filters are in filters.d.ts.

/**
 * A recipe for pipelines: the filters were laid out once, when it was made. Every connection, stream or `spawn` gets a
 * pipeline of its own from it, except that a muxHTTP in it shares its sessions among all of them.
 */
interface PipelineLayout {
  /**
   * Runs a pipeline; `args` go to its onStart. Resolves with the value of onEnd after a StreamEnd came out at its end.
   * It starts with the **root** values of context variables. **A throwing onStart throws out of spawn.** Behind an
   * HTTP/1 muxHTTP no StreamEnd comes: it never resolves.
   */
  spawn(...args: unknown[]): Promise<unknown>
  /** The same on given events. **Nothing ends the stream** unless they, or a filter, do. */
  process(events: Message | readonly (PipyEvent | Message)[]): Promise<unknown>
}

/**
 * A meeting point of streams: what one party writes goes to all others. **It has no memory**: what is written while
 * nobody else is there is lost. **Nor does it take an answer that comes at once**: what a party writes while it is being written to
 * is dropped, so no TLS or HTTP right behind a swap filter, only sockets. Parties enter by the swap filter.
 */
interface Hub {
  /**
   * Sends events to all parties from outside. Dropped when called while a broadcast of this hub is running. **Not from the
   * onEnd of a party: it is one still, and the engine crashes** (src/common/end-later.ts).
   */
  broadcast(events: PipyEvent | Message | readonly (PipyEvent | Message)[]): void
}

interface HubConstructor {
  new (): Hub
  readonly prototype: Hub
}

interface PipelineFunction {
  /** Lays out a pipeline; `build` runs once, at once, and what it throws comes out here. */
  (build: (filters: PipelineBuilder) => PipelineBuilder): PipelineLayout
  readonly Hub: HubConstructor
}
declare var pipeline: PipelineFunction

/** Limits of a socket. Times are whole seconds. */
interface SocketOptions {
  /** Bytes waiting to be written above which the source is paused; 1 MB by default, 0 for never. */
  congestionLimit?: number
  /** Bytes waiting to be written above which the stream is cut with BufferOverflow; none by default. */
  bufferLimit?: number
  /** Closed when nothing was read or written for so long. **60 by default**; 0 for never. */
  idleTimeout?: number
  /** Closed when nothing was read for so long; none by default. */
  readTimeout?: number
  /** Closed when nothing could be written for so long; none by default. */
  writeTimeout?: number
  keepAlive?: boolean
  noDelay?: boolean
}

interface ListenOptions extends SocketOptions {
  /** Connections at a time; more wait in the kernel. No limit by default. */
  maxConnections?: number
  transparent?: boolean
}

interface ConnectOptions extends SocketOptions {
  protocol?: 'tcp' | 'udp'
  /** Local address to connect from: `IP` or `IP:PORT`; the system chooses where a function gives undefined. */
  bind?: string | (() => string | undefined)
  /** Seconds; without it the kernel's limit of about two minutes. */
  connectTimeout?: number
  /** Attempts after the first one that failed; -1 for ever; 0 by default. */
  retryCount?: number
  /** Seconds between attempts; 0 by default. */
  retryDelay?: number
  onState?: (outbound: Outbound) => void
}

/** An accepted connection; onStart of a listener's layout gets it. */
interface Inbound {
  /** Different for each connection of the process. */
  readonly id: Int
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  /** The operating system's socket, in the C++ engine only. */
  readonly socket?: EngineSocket
}

/** A connection being made by the connect filter. Why it failed is told by the StreamEnd, which comes before the state 'closed'. */
interface Outbound {
  /** 'idle' between attempts. */
  readonly state: 'idle' | 'resolving' | 'open' | 'connecting' | 'connected' | 'closed'
  readonly localAddress: string
  readonly localPort: number
  /** **Empty on Pipy unless the target is a name.** */
  readonly remoteAddress: string
  readonly remotePort: number
  /**
   * The operating system's socket, in the C++ engine only. **After a write error the engine closes it without a StreamEnd
   * and without a state**: see src/common/silent-end.ts.
   */
  readonly socket?: EngineSocket
  /** Ends the connection from this side: its stream ends with ConnectionAborted. */
  close(): void
}

/** A socket by its number: after the connection's end the number may be another's. Methods throw at most 'socket is gone'. */
interface EngineSocket {
  /** getsockopt(2): adds the value to `value`; 0, or the system's error number. */
  getRawOption(level: number, option: number, value: Data): number
  /** setsockopt(2); 0, or the system's error number. */
  setRawOption(level: number, option: number, value: Data): number
}

/** A TLS connection as verify-time and state callbacks see it. */
interface TLSSession {
  readonly state: 'idle' | 'handshake' | 'connected' | 'closed'
  /** OpenSSL's words when it failed; undefined otherwise. */
  readonly error?: string
  /** **The ALPN name** that was agreed on, if any. */
  readonly protocol?: string
  /** The server name (SNI). */
  readonly hostname?: string
  /** The other side's certificate; null when it gave none. */
  readonly peer: Certificate | null
  readonly cipherName?: string
  readonly cipherVersion?: string
  readonly cipherBits?: number
  readonly negotiatedGroup?: string
}

type TLSVersion = 'TLS1' | 'TLS1.1' | 'TLS1.2' | 'TLS1.3'

interface TLSCertificate {
  cert: Certificate | CertificateChain
  key: PrivateKey
}

/**
 * TLS options of both sides. **Without a non-empty `trusted` nothing is verified**, and **names are never compared**:
 * compare `session.peer` with the wanted identity. A failure is a clean StreamEnd; the reason is in onState only.
 */
interface TLSOptions {
  /**
   * A function is asked with undefined first, then with the name that the client asks for. **If both times it gives a
   * certificate, and not the same one, the handshake fails on Pipy.**
   */
  certificate?: TLSCertificate | ((sni: string | undefined) => TLSCertificate | undefined)
  /** Certificates of CAs. On the accepting side a non-empty list **requires** a client certificate. */
  trusted?: Certificate[]
  /** Called per chain element with the verdict so far and the leaf. **True overrides an untrusted or expired one**: return `ok && …`. */
  verify?: (ok: boolean, leaf: Certificate) => boolean
  minVersion?: TLSVersion
  maxVersion?: TLSVersion
  ciphers?: string
  /** OpenSSL group list and signature list; X25519MLKEM768 is first by default. */
  pqc?: { keyExchange?: string; signature?: string }
  /** 'closed' may come twice. */
  onState?: (session: TLSSession) => void
}

interface AcceptTLSOptions extends TLSOptions {
  /** Names this side speaks, or a chooser that gives an index into what the client offered. None in common fails. */
  alpn?: string | string[] | ((names: string[]) => number)
}

interface ConnectTLSOptions extends TLSOptions {
  alpn?: string | string[]
  /** Server name to ask for. */
  sni?: string | (() => string | undefined)
}

/** What handleTLSClientHello gives. **Absent extensions are undefined**, not empty. */
interface TLSClientHello {
  readonly serverNames?: string[]
  readonly protocolNames?: string[]
}

interface Pipy {
  /**
   * Listens on an IP literal (`127.0.0.1:80`, `[::1]:80`); 'localhost' throws. The same address again replaces the layout;
   * null closes the listener. Throws when the address cannot be had. UDP: one pipeline per peer; **the engine cuts a
   * datagram that is longer than 16 KB**, also on connections.
   */
  listen(address: string, layout: PipelineLayout | ((filters: PipelineBuilder) => PipelineBuilder) | null): void
  listen(
    address: string,
    options: ListenOptions,
    layout: PipelineLayout | ((filters: PipelineBuilder) => PipelineBuilder) | null,
  ): void
  listen(
    address: string,
    protocol: 'tcp' | 'udp',
    options: ListenOptions,
    layout: PipelineLayout | ((filters: PipelineBuilder) => PipelineBuilder) | null,
  ): void
  /** Streams a file ('-' for stdin) through a layout; resolves with the value of its onEnd. */
  read(path: string, layout: PipelineLayout | ((filters: PipelineBuilder) => PipelineBuilder)): Promise<unknown>
}
