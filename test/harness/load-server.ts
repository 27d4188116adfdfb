/**
 * The far end of measurements as a program of its own, so that it does not share its time with the near end.
 *
 *   node load-server.ts BYTES      prints `ready echo PORT source PORT sink PORT`, stays
 *
 * Owns its three servers: echo; source, which sends BYTES and ends; sink, which tells again and again how much it has got.
 */
import { createScope } from './scope.ts'
import { startEcho, startServer, startSource } from './tcp.ts'

/** Between two reports of the sink: far more often than anybody measures, far less often than data comes. */
const REPORT_MS = 20

/** The report: bytes so far as a number of 8 bytes. */
const REPORT_BYTES = 8

const scope = createScope()
const echo = await startEcho(scope)
const source = await startSource(scope, Number(process.argv[2]))

const sink = await startServer(scope, socket => {
  let received = 0
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
  })
  const timer = setInterval(() => {
    const report = Buffer.alloc(REPORT_BYTES)
    report.writeDoubleBE(received)
    socket.write(report)
  }, REPORT_MS)
  socket.on('end', () => socket.end())
  socket.on('close', () => clearInterval(timer))
})

console.log(`ready echo ${echo.port} source ${source.port} sink ${sink.port}`)
