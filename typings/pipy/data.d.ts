// Bytes and the events that travel through pipelines: Data, Message, MessageStart, MessageEnd, StreamEnd.
// Follows Pipy's src/data.cpp, src/event.cpp and src/message.cpp. What is not here does not exist on the engine
// (no indexing, no slice, no concat, no latin1).

/** The names of encodings that both engines know. There is no latin1 and no utf16. */
type DataEncoding = 'utf8' | 'hex' | 'base64' | 'base64url'

/** Anything that a pipeline carries. Tell them apart with `instanceof`. */
type PipyEvent = Data | MessageStart | MessageEnd | StreamEnd

/**
 * A string of bytes, kept as slices that are passed on without copying.
 * It is **mutable**: `push`, `pop` and `shift` change it in place, also while it travels through a pipeline.
 * An empty Data in a pipeline is a flush signal and reaches every handler: test `size`.
 */
interface Data {
  /** Number of bytes. */
  readonly size: number
  /** Appends bytes (a string as UTF-8) in place and returns the same Data. The argument stays as it is. */
  push(data: Data | string): Data
  /** Cuts `size` bytes off the end (all when there are fewer) and returns them; for `size <= 0` an empty Data. */
  pop(size: number): Data
  /** Cuts `size` bytes off the front (all when there are fewer) and returns them; for `size <= 0` an empty Data. */
  shift(size: number): Data
  /** Cuts off the front up to and including the first byte for which `found` returns true; all when there is none. */
  shiftTo(found: (byte: number) => boolean): Data
  /** Cuts off the front as long as `wanted` returns true. */
  shiftWhile(wanted: (byte: number) => boolean): Data
  /** The bytes as numbers. An array holds at most 1 048 576 elements: for small Data only. */
  toArray(): number[]
  /**
   * As text; `encoding` defaults to 'utf8'. With 'utf8' the answer is **undefined** when the bytes are not valid UTF-8,
   * which is why the type says so: bytes from a peer may be anything.
   */
  toString(): string | undefined
  toString(encoding: 'hex' | 'base64' | 'base64url'): string
  toString(encoding: DataEncoding): string | undefined
}

interface DataConstructor {
  /** Empty. */
  new (): Data
  /** The UTF-8 bytes of a text, the given bytes (taken modulo 256), or a second Data sharing the same bytes. */
  new (source: string | number[] | Data): Data
  /** Decodes `text`. Throws an Error when it is not valid in that encoding. */
  new (text: string, encoding: DataEncoding): Data
  /** Decodes `text` as `new Data(text, encoding)`, but returns null where that throws. */
  from(text: string, encoding?: DataEncoding): Data | null
  readonly prototype: Data
}
declare var Data: DataConstructor

/** The first event of a message; `head` is protocol specific, for HTTP see HTTPRequestHead and HTTPResponseHead. */
interface MessageStart<Head = unknown> {
  readonly head: Head
}
interface MessageStartConstructor {
  new (): MessageStart<null>
  new <Head extends object>(head: Head): MessageStart<Head>
  readonly prototype: MessageStart
}
declare var MessageStart: MessageStartConstructor

/** The last event of a message. `payload` is what a decoder (or the writer) attached, else undefined. */
interface MessageEnd<Tail = unknown> {
  readonly tail: Tail
  readonly payload: unknown
}
interface MessageEndConstructor {
  new (): MessageEnd<null>
  new <Tail extends object | null>(tail: Tail, payload?: unknown): MessageEnd<Tail>
  readonly prototype: MessageEnd
}
declare var MessageEnd: MessageEndConstructor

/** Why a stream ended, in words of the engine. */
type StreamEndError =
  | 'Replay'
  | 'RuntimeError'
  | 'ReadError'
  | 'WriteError'
  | 'CannotResolve'
  | 'ConnectionAborted'
  | 'ConnectionRefused'
  | 'ConnectionReset'
  | 'ConnectionTimeout'
  | 'ReadTimeout'
  | 'WriteTimeout'
  | 'IdleTimeout'
  | 'BufferOverflow'
  | 'ProtocolError'
  | 'Unauthorized'

/**
 * The end of a stream. `error` is undefined when it ended cleanly, one of StreamEndError when the engine ended it,
 * otherwise whatever the script put in. A clean end does **not** prove that a message was complete: require its
 * MessageEnd. Events may still arrive after it in the same tick.
 */
interface StreamEnd {
  readonly error: unknown
}
interface StreamEndConstructor {
  new (): StreamEnd
  /** Text of StreamEndError is that error; anything else is handed on as it is. */
  new (error: unknown): StreamEnd
  readonly prototype: StreamEnd
}
declare var StreamEnd: StreamEndConstructor

/** A whole message: what MessageStart, Data … and MessageEnd are when taken together. */
interface Message<Head = any> {
  /** Null when made without. Untyped by default because it comes from a peer: narrow it where it enters. */
  readonly head: Head
  /** Null when the message has no body; a body of no bytes is an empty Data. */
  readonly body: Data | null
  readonly tail: unknown
  readonly payload: unknown
}
interface MessageConstructor {
  new (): Message<null>
  /** A message of a body only. */
  new (body: string | Data): Message<null>
  new <Head extends object>(head: Head): Message<Head>
  /** `body` null: none; '': an empty Data. A number or an object would silently become the payload: the type forbids it. */
  new <Head extends object | null>(head: Head, body: string | Data | null, tail?: object | null): Message<Head>
  readonly prototype: Message
}
declare var Message: MessageConstructor
