/**
 * Free TCP and UDP ports on 127.0.0.1, safe between processes that run side by side.
 *
 * Owns, for the life of this process, one or more blocks of consecutive ports. A block is claimed by holding its first
 * port as a listener, so the kernel is the judge between processes and a claim ends with its owner, however that dies.
 * Blocks lie below the range that the kernel gives to outgoing connections: nothing takes a port between its being
 * handed out and its being listened on, nor while the process that listens there is restarted.
 */
import { createServer, type Server } from 'node:net'

/** Below Linux's ephemeral range (32768 and up), above what daemons of a usual machine listen on. */
const FIRST_PORT = 12_000
const LAST_PORT = 32_000

/** One for the claim, then room for the ten consecutive ports of an engine case and a few more. */
const BLOCK = 16

/** Consecutive ports that an engine case may use from ZTM_TEST_PORT on. */
export const CASE_PORTS = 10

const claims: Server[] = []
let next = 0
let end = 0

function listen(port: number): Promise<Server | null> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(null))
    // Not referenced: a claim keeps nobody alive.
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server.unref()))
  })
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port)
  if (!server) return false
  await new Promise(resolve => server.close(resolve))
  return true
}

async function claimBlock(): Promise<void> {
  const blocks = Math.floor((LAST_PORT - FIRST_PORT) / BLOCK)
  // Processes start at different places, so that they rarely ask for the same block.
  const start = Math.floor(Math.random() * blocks)
  for (let i = 0; i < blocks; i++) {
    const base = FIRST_PORT + ((start + i) % blocks) * BLOCK
    const claim = await listen(base)
    if (!claim) continue
    claims.push(claim)
    next = base + 1
    end = base + BLOCK
    return
  }
  throw new Error('no block of free ports on 127.0.0.1')
}

let queue: Promise<unknown> = Promise.resolve()

/** One at a time: two callers of one process must not get the same port. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = queue.then(work)
  queue = result.catch(() => undefined)
  return result
}

/** A port on 127.0.0.1 on which nothing listens and that nobody else of these tests is given. */
export function freePort(): Promise<number> {
  return inTurn(async () => {
    for (;;) {
      if (next >= end) await claimBlock()
      const port = next++
      if (await isFree(port)) return port
    }
  })
}

/** The first of CASE_PORTS consecutive free ports. */
export function freePortRange(): Promise<number> {
  return inTurn(async () => {
    for (;;) {
      await claimBlock()
      const base = next
      const ports = Array.from({ length: CASE_PORTS }, (_, i) => base + i)
      next = base + CASE_PORTS
      const free = await Promise.all(ports.map(isFree))
      if (free.every(Boolean)) return base
    }
  })
}
