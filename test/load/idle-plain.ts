/**
 * What an idle TLS connection is held against: a TLS server by node:tls that does nothing with its connections.
 *
 *   node idle-plain.ts DIR PORT      key and certificate are DIR/server.key and DIR/server.pem; prints `ready`
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:tls'

const [dir = '', port = ''] = process.argv.slice(2)
const read = (name: string) => readFileSync(join(dir, name))
const identity = { key: read('server.key'), cert: read('server.pem'), minVersion: 'TLSv1.3' as const }
const server = createServer(identity, socket => {
  socket.on('error', () => undefined)
  socket.resume()
})
server.listen(Number(port), '127.0.0.1', () => console.log('ready'))
