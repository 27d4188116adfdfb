// Names for heads of HTTP messages as events carry them, and what filters accept as output.
// Data, Message, MessageStart, MessageEnd and StreamEnd themselves are declared in data.d.ts.

/** A request's head as a filter sees it: comes from a peer. */
type RequestHead = HTTPRequestHead

/** A response's head as a filter sees it; `status` is 200 when the sender left it out. */
type ResponseHead = HTTPResponseHead & { status: number }

/**
 * What a callback may put into a stream: an event, a whole message, or an array of them; undefined or null for nothing.
 * Anything else ends the stream with an Error.
 */
type Output = PipyEvent | Message | readonly (PipyEvent | Message)[] | null | undefined | void

/** The same, now or later. **A promise makes what follows wait**; be always or never asynchronous in one callback. */
type OutputLater = Output | Promise<Output>
