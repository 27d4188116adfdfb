/**
 * Options of connections, HTTP/2 sessions and listeners, made in one place because the engines' defaults bite.
 *
 * Pure data. The reasons are facts of Pipy 2.0.2: quiet connections are closed after 60 s by default; a second HTTP/2
 * session on a reversed link breaks it, so `maxSessions` is always 1; an HTTP/2 sender keeps whatever exceeds the peer's
 * window in memory, so windows are wider than everything the sockets below can hold.
 */

/** A stream may have this much in flight. Wider than the kernel's and the engine's socket buffers on one hop together. */
export const streamWindowBytes = 16 * 1024 * 1024

/**
 * The same for a session of its own TCP connection, which has no other streams to think of: wider than all sockets on the
 * way through a hub, so that a reader that stops, stops its writer by TCP and not by a full window.
 */
export const sessionWindowBytes = 64 * 1024 * 1024

/** All streams of a session together: enough that one full stream never closes the window of the others. */
export const connectionWindowBytes = 256 * 1024 * 1024

/** How often each end of a link asks the other for a sign of life, in seconds. */
export const pingSeconds = 10

/** A link on which nothing at all was read for this long is dead: three pings missed, in seconds. */
export const deadSeconds = 35

/** A session nobody used for this long is closed, in seconds. */
export const sessionIdleSeconds = 300

/** How long a TCP connect may take, in seconds: three SYN retransmissions. */
export const connectSeconds = 10

/** The client side of an HTTP/2 session. */
export function muxOptions(maxIdle = sessionIdleSeconds): MuxHTTPOptions {
  return {
    version: 2,
    maxSessions: 1,
    maxIdle,
    streamWindowSize: streamWindowBytes,
    connectionWindowSize: connectionWindowBytes,
  }
}

/** The client side of a session between endpoints, which has one stream at a time. */
export function sessionMuxOptions(): MuxHTTPOptions {
  return {
    version: 2,
    maxSessions: 1,
    maxIdle: sessionIdleSeconds,
    streamWindowSize: sessionWindowBytes,
    connectionWindowSize: sessionWindowBytes,
  }
}

/** The server side of such a session. */
export function sessionDemuxOptions(): DemuxHTTPOptions {
  return { streamWindowSize: sessionWindowBytes, connectionWindowSize: sessionWindowBytes }
}

/** The server side of an HTTP/2 session. */
export function demuxOptions(): DemuxHTTPOptions {
  return { streamWindowSize: streamWindowBytes, connectionWindowSize: connectionWindowBytes }
}

/** A connection that belongs to a link with pings on it: silence means death. */
export function linkConnectOptions(): ConnectOptions {
  return { connectTimeout: connectSeconds, readTimeout: deadSeconds, idleTimeout: 0, noDelay: true }
}

/** A connection to a hub that carries sessions: silent while they are. */
export function spliceConnectOptions(): ConnectOptions {
  return { connectTimeout: connectSeconds, idleTimeout: 0, noDelay: true, keepAlive: true }
}

/** Silence after which a client of UDP is taken to be gone, in seconds: as most NATs have it. */
const datagramIdleSeconds = 60

/** A connection that carries a user's bytes: TCP may be silent for ever. */
export function targetConnectOptions(protocol: 'tcp' | 'udp'): ConnectOptions {
  if (protocol === 'udp') return { protocol, idleTimeout: datagramIdleSeconds }
  return { connectTimeout: connectSeconds, idleTimeout: 0, noDelay: true, keepAlive: true }
}

/** A port: its clients may be silent for ever, over TCP. */
export function portListenOptions(protocol: 'tcp' | 'udp'): ListenOptions {
  if (protocol === 'udp') return { idleTimeout: datagramIdleSeconds }
  return { idleTimeout: 0, noDelay: true, keepAlive: true }
}

/** A hub's or a CA's port: its links ping, what it splices may be silent for ever; the dead are found by keep-alive. */
export function linkListenOptions(): ListenOptions {
  return { idleTimeout: 0, noDelay: true, keepAlive: true }
}

/** A connection for one request of a new agent. */
export function joinConnectOptions(): ConnectOptions {
  return { connectTimeout: connectSeconds, idleTimeout: deadSeconds, noDelay: true }
}

/** The local API: streams through it may be silent for ever, and who calls it is on this computer, so its end is always seen. */
export function localListenOptions(): ListenOptions {
  return { idleTimeout: 0, noDelay: true }
}
