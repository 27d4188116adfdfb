/**
 * What an idle connection costs: resident memory of a listener with thousands of TLS connections on which nothing moves.
 *
 *   COUNT=2000 ENGINE=node|pipy node test/load/idle.ts      bytes for a connection, beside plain node:tls
 *
 * Owns the servers, one after the other, and its client connections. Exit status 1 if a connection costs more than
 * `MOST_BYTES` above plain node:tls. Each connection needs a file descriptor here and there: see `ulimit -n`.
 */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { writeCertificates } from '../bench/yardstick/certificates.ts'
import { buildIfNeeded } from '../harness/build.ts'
import { type EngineName, engines, NODE } from '../harness/engines.ts'
import { groupMemory, settled } from '../harness/memory.ts'
import { freePort } from '../harness/ports.ts'
import { type Child, launch } from '../harness/process.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'

/** Enough to tell connections from everything else, and few enough for the usual `ulimit -n`. */
const COUNT = 2000

/** What a connection may cost more than in plain Node. */
const MOST_BYTES = 60 * 1024

/** Connections that are made at the same time: less than a backlog holds. */
const BATCH = 50

/** Resident sizes that move less than this are at rest. */
const REST = { step: 2 ** 18, during: 2000, deadline: 60_000 }

/** A listener as a role has it: TLS, and HTTP/2 behind it. */
const script = (port: number): string => `
var certificate = {
  cert: new crypto.Certificate(os.read('server.pem').toString()),
  key: new crypto.PrivateKey(os.read('server.key').toString()),
}
pipy.listen('127.0.0.1:${port}', { idleTimeout: 0 }, $ => $
  .acceptTLS({ certificate, minVersion: 'TLS1.3' }).to($ => $
    .demuxHTTP().to($ => $.replaceMessage(() => new Message({ status: 404 })))
  )
)
println('ready')
`

type Start = (scope: Scope, where: { dir: string; port: number }) => Child

const startPlain: Start = (scope, { dir, port }) =>
  launch(scope, { name: 'node:tls', argv: [NODE, join(import.meta.dirname, 'idle-plain.ts'), dir, String(port)] })

const startEngine =
  (name: EngineName): Start =>
  (scope, { dir, port }) => {
    const path = join(dir, 'listener.js')
    writeFileSync(path, script(port))
    return launch(scope, { name, argv: engines[name].command(path, []), cwd: dir })
  }

async function open(port: number): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  return socket
}

/** Resident bytes of a server for each of `count` connections. */
async function measure(start: Start, count: number): Promise<number> {
  const scope = createScope()
  try {
    const dir = makeTemp(scope, 'idle')
    writeCertificates(dir, ['server'])
    const port = await freePort()
    const server = start(scope, { dir, port })
    await server.waitForOutput('ready')
    const memory = () => groupMemory(server.pid)
    // The first connections load code, which is not theirs.
    const sockets = await Promise.all(Array.from({ length: BATCH }, () => open(port)))
    const before = await settled(memory, REST)
    while (sockets.length < count + BATCH)
      sockets.push(...(await Promise.all(Array.from({ length: BATCH }, () => open(port)))))
    const after = await settled(memory, REST)
    for (const socket of sockets) socket.destroy()
    return (after - before) / count
  } finally {
    await scope.close()
  }
}

async function main(): Promise<number> {
  buildIfNeeded()
  const count = Number(process.env.COUNT || COUNT)
  const name: EngineName = process.env.ENGINE === 'pipy' ? 'pipy' : 'node'
  const plain = await measure(startPlain, count)
  const own = await measure(startEngine(name), count)
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`
  console.log(`${count} idle TLS connections, resident memory for one:`)
  console.log(`  node:tls ${kilobytes(plain)}   ${name} ${kilobytes(own)}   above ${kilobytes(own - plain)}`)
  return own - plain > MOST_BYTES ? 1 : 0
}

process.exit(await main())
