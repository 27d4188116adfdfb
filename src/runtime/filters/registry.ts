/**
 * The table of filters: name of the builder's method to its kind. One line each; a filter that is not here does not exist.
 */
import type { FilterKind } from '../core/layout.ts'
import { acceptHTTPTunnel } from './accept-http-tunnel.ts'
import { acceptProxyProtocol } from './accept-proxy-protocol.ts'
import { acceptSOCKS } from './accept-socks.ts'
import { compressHTTP } from './compress-http.ts'
import { connect } from './connect.ts'
import { connectHTTPTunnel } from './connect-http-tunnel.ts'
import { connectProxyProtocol } from './connect-proxy-protocol.ts'
import { connectSOCKS } from './connect-socks.ts'
import { decodeWebSocket } from './decode-websocket.ts'
import { decompressHTTP } from './decompress-http.ts'
import { demuxHTTP } from './demux-http.ts'
import { demuxQueue } from './demux-queue.ts'
import { detectProtocol } from './detect-protocol.ts'
import { dummy } from './dummy.ts'
import { dump } from './dump.ts'
import { encodeWebSocket } from './encode-websocket.ts'
import { exec } from './exec.ts'
import { fork, forkJoin, forkRace } from './fork.ts'
import { handleKinds } from './handle.ts'
import { insert } from './insert.ts'
import { loop } from './loop.ts'
import { muxHTTP } from './mux-http.ts'
import { muxQueue } from './mux-queue.ts'
import { pipe } from './pipe.ts'
import { print } from './print.ts'
import { read } from './read.ts'
import { repeat } from './repeat.ts'
import { replaceKinds } from './replace.ts'
import { serveHTTP } from './serve-http.ts'
import { split } from './split.ts'
import { swap } from './swap.ts'
import { tee } from './tee.ts'
import { throttleDataRate, throttleMessageRate } from './throttle.ts'
import { acceptTLS, connectTLS } from './tls.ts'
import { handleTLSClientHello } from './tls-client-hello.ts'
import { wait } from './wait.ts'

export const filters: Readonly<Record<string, FilterKind>> = {
  ...handleKinds,
  ...replaceKinds,
  acceptHTTPTunnel,
  acceptProxyProtocol,
  acceptSOCKS,
  acceptTLS,
  compressHTTP,
  connect,
  connectHTTPTunnel,
  connectProxyProtocol,
  connectSOCKS,
  connectTLS,
  decodeWebSocket,
  decompressHTTP,
  demuxHTTP,
  demuxQueue,
  detectProtocol,
  dummy,
  dump,
  encodeWebSocket,
  exec,
  fork,
  forkJoin,
  forkRace,
  handleTLSClientHello,
  insert,
  loop,
  muxHTTP,
  muxQueue,
  pipe,
  print,
  read,
  repeat,
  serveHTTP,
  split,
  swap,
  tee,
  throttleDataRate,
  throttleMessageRate,
  wait,
}
