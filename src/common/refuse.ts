/**
 * The end of a connection that nobody serves: closed at once, without a byte.
 *
 * Owns nothing. What the other side has sent, or still sends, is dropped: a layout without filters would echo it.
 */

/** Ends the stream in place of its first event. */
export const refuse = pipeline($ => $.replaceStreamStart(() => new StreamEnd()).replaceData())
