/**
 * Options of sockets as scripts give them, and the words for their failures. Follows Pipy's src/socket.cpp.
 */

export interface SocketOptions {
  congestionLimit?: number
  bufferLimit?: number
  idleTimeout?: number
  readTimeout?: number
  writeTimeout?: number
  keepAlive?: boolean
  noDelay?: boolean
}

/** What they may be, as filters/arguments.ts checks it. Times are seconds. */
export const socketOptionTypes: Readonly<Record<keyof SocketOptions, string>> = {
  congestionLimit: 'count',
  bufferLimit: 'count',
  idleTimeout: 'number',
  readTimeout: 'number',
  writeTimeout: 'number',
  keepAlive: 'boolean',
  noDelay: 'boolean',
}

/** Bytes waiting to be written above which the source is paused; Pipy's default. */
export const defaultCongestionLimit = 1024 * 1024

/** Seconds without any traffic after which a connection is closed; Pipy's default. */
export const defaultIdleTimeout = 60

const words: Record<string, string> = {
  ECONNREFUSED: 'ConnectionRefused',
  ECONNRESET: 'ConnectionReset',
  ECONNABORTED: 'ConnectionAborted',
  ETIMEDOUT: 'ConnectionTimeout',
  ENOTFOUND: 'CannotResolve',
  EAI_AGAIN: 'CannotResolve',
  EPIPE: 'WriteError',
}

/** The word of StreamEndError for what Node says. */
export function wordOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: string }
  return words[code ?? ''] ?? 'ReadError'
}

/** `host:port` or `[host]:port`. Throws as Pipy does for anything else. */
export function parseHostPort(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(text)
  const port = Number(match?.[3])
  if (!match || port > 65535) throw new Error(`invalid address format: ${text}`)
  return { host: match[1] ?? match[2] ?? '', port }
}

/**
 * Silence after which the system asks whether the peer is still there, in milliseconds. Pipy leaves the system's two hours;
 * nobody is served by a dead connection that long, so ours is noticed within half a minute.
 */
export const keepAliveDelay = 20_000
