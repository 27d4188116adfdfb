/**
 * Error codes of HTTP/2 (RFC 9113, section 7), and the errors made from them.
 *
 * Owns no state. A session error carries `code` ('ERR_HTTP2_SESSION') and `http2Code`, the number that went over the wire.
 */

export const NO_ERROR = 0x0
export const PROTOCOL_ERROR = 0x1
export const INTERNAL_ERROR = 0x2
export const FLOW_CONTROL_ERROR = 0x3
export const SETTINGS_TIMEOUT = 0x4
export const STREAM_CLOSED = 0x5
export const FRAME_SIZE_ERROR = 0x6
export const REFUSED_STREAM = 0x7
export const CANCEL = 0x8
export const COMPRESSION_ERROR = 0x9
export const CONNECT_ERROR = 0xa
export const ENHANCE_YOUR_CALM = 0xb
export const INADEQUATE_SECURITY = 0xc
export const HTTP_1_1_REQUIRED = 0xd

const NAMES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const

/** The name of a code, for messages; unknown ones as hexadecimal. */
export function errorName(code: number): string {
  return NAMES[code] ?? `0x${code.toString(16)}`
}

export interface SessionError extends Error {
  code: 'ERR_HTTP2_SESSION'
  http2Code: number
}

/** Why a session ended: `message` says what was seen, `http2Code` is what the peer was told (or told us). */
export function sessionError(http2Code: number, message: string): SessionError {
  const error = new Error(`HTTP/2 ${errorName(http2Code)}: ${message}`)
  return Object.assign(error, { code: 'ERR_HTTP2_SESSION' as const, http2Code })
}

/** The caller gave headers that cannot be sent. */
export function headersError(message: string): Error {
  return Object.assign(new Error(`HTTP/2 headers: ${message}`), { code: 'ERR_HTTP2_HEADERS' })
}
