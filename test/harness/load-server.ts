/**
 * The far end of measurements as a program of its own, so that it does not share its time with the near end.
 *
 *   node load-server.ts BYTES      prints `ready echo PORT source PORT sink PORT http PORT`, stays
 *
 * Owns its servers: echo; source, which sends BYTES and ends; sink, which tells again and again how much it has got; http, which
 * answers 1 KB to whatever it is asked, with next to no work.
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

const body = 'x'.repeat(1024)
const answer = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`

/** Requests without bodies, as wrk sends them: each ends with an empty line. */
const http = await startServer(scope, socket => {
  let rest = ''
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    const heads = (rest + text).split('\r\n\r\n')
    rest = heads.pop() ?? ''
    socket.write(answer.repeat(heads.length))
  })
  socket.on('end', () => socket.end())
})

console.log(`ready echo ${echo.port} source ${source.port} sink ${sink.port} http ${http.port}`)
