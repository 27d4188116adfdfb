// The filters of a pipeline. Follows Pipy's src/filters. Here are only those that both engines have.
//
// **Pipy holds without limit what waits in a filter, and goes on reading its source.** That are: pipe while its function
// gives nothing, wait, swap without a hub, any callback's promise, onStart's promise, exec whose program does not read,
// connectTLS, connectSOCKS and connectHTTPTunnel until they are connected. (Our runtime pauses the source; where only more
// events can tell how to go on, it ends the stream with BufferOverflow after 16 MB.) Only throttleDataRate stops its source,
// and a socket does that is above its congestionLimit. So: let a sender wait for an answer before it sends much, and put a
// throttleDataRate in front of what may wait for long. Measured by test/engine/cases/filters/waiting.js.

/** A layout, or a function that builds one on the spot. */
type Sub = PipelineLayout | ((filters: PipelineBuilder) => PipelineBuilder)

/** A filter that needs sub-pipelines: nothing else may be called before `to`. */
interface Joint {
  to(sub: Sub): PipelineBuilder
}

interface MuxHTTPOptions {
  /** 1 by default. */
  version?: 1 | 2 | 'h2' | 'http/1' | 'http/2' | (() => 1 | 2)
  /** **0 by default: a connection for every concurrent stream**, with version 2 too. Always give 1 with version 2. */
  maxSessions?: number
  /** Seconds that an unused session is kept; 60 by default. */
  maxIdle?: number
  /** Seconds until a 504 is answered. */
  timeout?: number | (() => number)
  /** Bodies up to so many bytes are sent with a content-length, longer ones chunked (HTTP/1). */
  bufferSize?: number
  /** HTTP/2 receive windows in bytes; 1 MB by default. **Wider than all socket buffers on the way**, else senders buffer without bound. */
  streamWindowSize?: number
  connectionWindowSize?: number
}

interface MuxQueueOptions {
  /** 0 by default: another sub-pipeline for every message while all are busy. With 1 messages queue. */
  maxSessions?: number
  /** Seconds that an unused sub-pipeline is kept; 60 by default. */
  maxIdle?: number
  /** True: a message waits for the answer to the one before, and with `maxSessions` too, gets a sub-pipeline of its own. */
  blocking?: boolean
}

/** What a SOCKS client asks for: `ip` or `domain`. */
interface SOCKSRequest {
  /** The user name of SOCKS 4; undefined with SOCKS 5. */
  readonly id?: string
  readonly ip?: string
  readonly domain?: string
  readonly port: number
}

/** A header of the PROXY protocol. */
interface ProxyInfo {
  version: 1 | 2
  /** Version 2 only. LOCAL: the proxy speaks for itself, there are no addresses. */
  command?: 'LOCAL' | 'PROXY'
  protocol: 'TCP4' | 'TCP6' | 'UDP4' | 'UDP6' | 'UNIX' | 'UNIX_DGRAM' | 'UNKNOWN'
  /** **Only meaningful with the four protocols of IP**: without addresses Pipy gives what lies in memory. */
  sourceAddress?: string
  targetAddress?: string
  sourcePort?: number
  targetPort?: number
}

/** Heads of messages that decodeWebSocket gives and encodeWebSocket takes. */
interface WebSocketHead {
  /** 1 text, 2 binary, 8 close, 9 ping, 10 pong (RFC 6455, section 5.2); 1 by default. */
  opcode?: number
  /** **True for all that a client sends.** */
  masked?: boolean
}

interface DemuxHTTPOptions {
  /** HTTP/1 responses are **held until complete** unless this is above 0 or the response head says isChunked. */
  bufferSize?: number
  /** Bytes of a request's head; longer ones close the connection. */
  maxHeaderSize?: number
  /** Answers on one HTTP/1 connection after which **the next** says `connection: close`. */
  maxMessages?: number
  streamWindowSize?: number
  connectionWindowSize?: number
}

interface ExecOptions {
  /** On a terminal of its own, whose size is 0: send `stty cols …` in band. */
  pty?: boolean
  /** Replaces the whole environment and turns off PATH. */
  env?: { [name: string]: string }
  stderr?: boolean
  onStart?: (pid: number) => void
  /** Must return a StreamEnd to end the stream. May never be called: add a time limit. */
  onExit?: (code: number, stderr: Data) => Output
}

/** Lays out filters one after the other; every method returns the builder. The filter functions run per pipeline. */
interface PipelineBuilder {
  /**
   * First of all filters. `start` gets what the pipeline was started with (an Inbound, arguments of spawn, a mux key); the events
   * it gives come before all input, which waits for its promise.
   */
  onStart(start: ((...args: any[]) => OutputLater) | Output): PipelineBuilder
  /** Its value is what `spawn` resolves with. */
  onEnd(end: () => unknown): PipelineBuilder

  /**
   * Results of handle* are ignored, but a promise makes the stream wait; **what comes meanwhile is held without limit on
   * Pipy**, and a handler that gives a promise only sometimes changes the order of the stream there.
   */
  handleData(handle: (data: Data) => unknown): PipelineBuilder
  /** **Holds whole bodies in memory.** */
  handleMessage(handle: (message: Message) => unknown): PipelineBuilder
  handleMessageStart(handle: (start: MessageStart) => unknown): PipelineBuilder
  handleMessageBody(handle: (body: Data) => unknown): PipelineBuilder
  handleMessageEnd(handle: (end: MessageEnd) => unknown): PipelineBuilder
  handleOneMessage(handle: (message: Message) => unknown): PipelineBuilder
  handleStreamStart(handle: (first: PipyEvent) => unknown): PipelineBuilder
  handleStreamEnd(handle: (end: StreamEnd) => unknown): PipelineBuilder
  /** Every event. */
  handle(handle: (event: PipyEvent) => unknown): PipelineBuilder

  /** Without an argument, or answering null: the event is dropped. A throw ends the stream with an Error without text. */
  replaceData(replace?: ((data: Data) => OutputLater) | Output): PipelineBuilder
  /** **Holds whole bodies in memory. A StreamEnd that cuts a message short is replaced with it on Pipy.** */
  replaceMessage(replace?: ((message: Message) => OutputLater) | Output): PipelineBuilder
  replaceMessageStart(replace?: ((start: MessageStart) => OutputLater) | Output): PipelineBuilder
  replaceMessageBody(replace?: ((body: Data) => OutputLater) | Output): PipelineBuilder
  replaceMessageEnd(replace?: ((end: MessageEnd) => OutputLater) | Output): PipelineBuilder
  replaceOneMessage(replace?: ((message: Message) => OutputLater) | Output): PipelineBuilder
  replaceStreamStart(replace?: ((first: PipyEvent) => OutputLater) | Output): PipelineBuilder
  replaceStreamEnd(replace?: ((end: StreamEnd) => OutputLater) | Output): PipelineBuilder
  /** Every event. */
  replace(replace?: ((event: PipyEvent) => OutputLater) | Output): PipelineBuilder

  /**
   * Goes on with another layout. A function is asked at the first event and again at later ones **while it returns
   * undefined** (events wait, on Pipy without limit): how to route after a look. `args` go to its onStart. Same context.
   */
  pipe(
    target: PipelineLayout | ((event: PipyEvent) => PipelineLayout | undefined),
    args?: unknown[] | ((event: PipyEvent) => unknown),
  ): PipelineBuilder
  /**
   * Input goes to copies of the sub-pipeline and on; of their output only the StreamEnds come out, **besides the input's own**.
   * With an array one copy per element, started with the element and its index. **Without one onStart runs twice.**
   */
  fork(elements?: unknown[] | (() => unknown[])): Joint
  /** The same, but the input goes on only when all copies have ended; their ends do not come out. */
  forkJoin(elements?: unknown[] | (() => unknown[])): Joint
  /** The output of the copy that answers first is the output; the input goes no further. */
  forkRace(elements?: unknown[] | (() => unknown[])): Joint
  /** Output of the sub-pipeline becomes its input. */
  loop(sub: Sub): PipelineBuilder
  /** Starts the sub-pipeline again while `again` answers true (a promise is a delay). Keeps **all** earlier input for it. */
  repeat(again: (end: StreamEnd) => boolean | Promise<boolean>): Joint
  /** Meets others in a hub; waits while there is none, **on Pipy without limit**. */
  swap(hub: () => Hub | undefined): PipelineBuilder
  /** Holds events, **on Pipy without limit**, until `ready` answers something truthy; asked at every event. `timeout`: seconds until they go on anyway. */
  wait(ready: () => unknown, options?: { timeout?: number }): PipelineBuilder
  insert(events: OutputLater | (() => OutputLater)): PipelineBuilder
  /** Cuts bytes into messages without heads at a separator; heads of the input are dropped. **A StreamEnd without bytes before it is lost.** */
  split(by: string | Data): PipelineBuilder
  /** Writes a copy to a file, from the first Data to the StreamEnd; '-' is stdout. A file that cannot be written is only logged. */
  tee(path: string | (() => string), options?: { append?: boolean }): PipelineBuilder
  /** Replaces the input by a file's bytes, at the first event; ends with the file. `/dev/urandom` with a size is the source of random bytes. */
  read(path: string | (() => string), options?: { seek?: number; size?: number }): PipelineBuilder
  /** Swallows everything but the StreamEnd. */
  dummy(): PipelineBuilder
  /** Writes bytes to the log's place (stderr), with a line break after each Data. */
  print(): PipelineBuilder
  /** Logs every event, for people. */
  dump(tag?: string | (() => string)): PipelineBuilder
  /** Bytes wait for the quota, and their source with them unless `blockInput` is false. **Empty Data is swallowed.** */
  throttleDataRate(quota: Quota | (() => Quota), options?: { blockInput?: boolean }): PipelineBuilder
  /** Messages wait, one of the quota for each; else the same. */
  throttleMessageRate(quota: Quota | (() => Quota), options?: { blockInput?: boolean }): PipelineBuilder

  /**
   * Messages of many pipelines through shared sub-pipelines, one after the other; each gets the answer to its own. Like
   * muxHTTP for protocols that answer in order. **One message a pipeline.**
   */
  muxQueue(key: () => unknown, options?: MuxQueueOptions): Joint
  /** A pipeline for each message, in a copied context; answers come out in order. **An end of the input while an answer is due is lost.** */
  demuxQueue(): Joint
  /** Frames to messages with a WebSocketHead. Answer ping and close yourself. */
  decodeWebSocket(): PipelineBuilder
  /** Messages with a WebSocketHead to frames. **MessageStart and MessageEnd pass too.** */
  encodeWebSocket(): PipelineBuilder

  /** Looks at the first bytes: 'HTTP', 'HTTP2', 'TLS' or ''. */
  detectProtocol(found: (protocol: string) => void): PipelineBuilder
  /** Looks at a TLS ClientHello; the bytes go on untouched. */
  handleTLSClientHello(handle: (hello: TLSClientHello) => void): PipelineBuilder
  /**
   * Connects at the first event, even an empty Data. A StreamEnd closes its direction; with an error both, when all is
   * written: **then no StreamEnd comes out on Pipy**.
   */
  connect(target: string | (() => string), options?: ConnectOptions | (() => ConnectOptions)): PipelineBuilder
  /** TLS server on the input; plain bytes to the sub-pipeline. Same context. */
  acceptTLS(options: AcceptTLSOptions): Joint
  /** TLS client over the sub-pipeline. Starts with the first event. */
  connectTLS(options: ConnectTLSOptions): Joint
  /**
   * SOCKS 4, 4a and 5 server without login. The callback answers **at once** whether the client may; true is told to the
   * client **before the sub-pipeline starts**. Targets by IPv6 address are refused. Same context.
   */
  acceptSOCKS(onConnect: (request: SOCKSRequest) => boolean): Joint
  /** Connects to `HOST:PORT` by the SOCKS 5 proxy at the end of the sub-pipeline. A refusal is a clean StreamEnd. Same context. */
  connectSOCKS(target: string | (() => string)): Joint
  /** Reads a PROXY header first; what is none, or is not wanted, ends the stream. **A StreamEnd of the input is lost.** Same context. */
  acceptProxyProtocol(onConnect: (info: ProxyInfo) => boolean): Joint
  /** Sends a PROXY header first: version 1, TCP4, zero addresses and ports for what is left out. Same context. */
  connectProxyProtocol(info: Partial<ProxyInfo> | (() => Partial<ProxyInfo>)): Joint
  /** A child process's stdin and stdout. A StreamEnd ends it (SIGTERM): what it still would have said is lost. **On Pipy all is held that it does not read.** */
  exec(command: string | string[] | (() => string | string[]), options?: ExecOptions): PipelineBuilder

  /**
   * HTTP/1 or HTTP/2 server; a copied context for each request. **On Pipy a connection that breaks within an HTTP/2 frame leaves
   * its rest to be waited for by the next one that uses the pipeline again, which is never answered** (src/filters/http2.cpp,
   * Endpoint::reset). So behind a listener each connection needs a layout of its own: `pipe(() => pipeline($ => $.demuxHTTP(…)))`.
   */
  demuxHTTP(options?: DemuxHTTPOptions): Joint
  /**
   * HTTP client. Sessions are shared by `key` (objects weakly) among all pipelines of the layout.
   * What the engine's HTTP/2 does wrong (src/filters/http2.cpp, mux.cpp), and the way around it (src/common/links.ts,
   * src/agent/session.ts): **the sender keeps in memory all that exceeds the peer's window**, so windows must be wider than
   * all sockets on the way; **the receiver gives credit without looking at who reads**, so a stream that is not read stops
   * the connection and every stream on it: a stream that may be slow needs a connection of its own; **a pipeline that ends
   * early does not reset its stream**, which is received to its end: close the connection beneath. With HTTP/1 **a response
   * that is cut off ends without MessageEnd and without an error**: look for the MessageEnd.
   */
  muxHTTP(key: () => unknown, options?: MuxHTTPOptions): Joint
  /** Answers CONNECT (2xx) or an upgrade (101) and hands the bytes to the sub-pipeline; any other answer is no tunnel. */
  acceptHTTPTunnel(handle: (request: Message) => Message | Promise<Message>): Joint
  /**
   * Opens a tunnel with the request and sends bytes through it. A refusal is a clean StreamEnd. **Once accepted it sends itself
   * an event in the next turn, which ends Pipy (a crash) if the pipeline is over by then**, as when answer and end come in
   * one piece: put `.wait(tunnelStarted)` behind it (src/common/http/tunnel.ts).
   */
  connectHTTPTunnel(
    request: Message | (() => Message),
    options?: { onState?: (state: 'connecting' | 'connected' | 'closed') => void },
  ): Joint
  /**
   * Compresses bodies, unless they have a content-encoding, and adds it to their heads. A function may answer null for a
   * message that shall stay as it is. Put it inside demuxHTTP, and look at the request's accept-encoding yourself.
   * **A StreamEnd that follows a whole message is lost**, in decompressHTTP too.
   */
  compressHTTP(
    algorithm: 'gzip' | 'deflate' | ((start: MessageStart) => 'gzip' | 'deflate' | null | undefined),
  ): PipelineBuilder
  /** Decompresses bodies of gzip, deflate and br, and takes the content-encoding away. **Damaged ones pass as if whole on Pipy.** */
  decompressHTTP(): PipelineBuilder
  /** Whole requests in, whole responses out. */
  serveHTTP(handle: ((request: Message) => Message | Promise<Message>) | Message): PipelineBuilder
}
