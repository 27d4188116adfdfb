/**
 * The process that is attacked: target.js on our runtime, and what must hold of it whatever is sent to it.
 *
 * Owns the process for the life of a scope. What it logs as an error is a finding: bad bytes are no error of the engine.
 */
import { connect } from 'node:net'
import { join } from 'node:path'
import { engines } from '../harness/engines.ts'
import { groupMemory } from '../harness/memory.ts'
import { freePortRange } from '../harness/ports.ts'
import { type Child, launch } from '../harness/process.ts'
import type { Scope } from '../harness/scope.ts'
import { within } from '../harness/wait.ts'
import { again, cut, FUZZ_MS, type Random } from './random.ts'

/** A connection that was ended and does not end in this time hangs, on the slowest machine. */
const END_MS = 15_000

/** Connections at a time: more than a machine has cores, so that some are always open beside others. */
const AT_A_TIME = 16

/** What a process may have grown by at the end: heaps breathe, leaks do not stop. */
const MOST_GROWTH = 100 << 20

export interface Target {
  readonly child: Child
  /** The port of a listener. */
  port(listener: number): number
  /** Throws if it is not as alive as before. */
  check(): Promise<void>
}

/** The listener that does as its path says, and the one that a good request must be answered by. */
export const COMMANDS = 9
const GOOD = 0

export async function startTarget(scope: Scope): Promise<Target> {
  const first = await freePortRange()
  const child = launch(scope, {
    name: 'target',
    argv: engines.node.command(join(import.meta.dirname, 'target.js'), []),
    env: { ZTM_TEST_PORT: String(first) },
    limit: FUZZ_MS + 120_000,
  })
  await child.waitForOutput('ready')
  const port = (listener: number) => first + listener
  const check = async () => {
    if (child.exit) throw new Error(`the target has ended; ${again}\n${child.tail()}`)
    const wrong = child
      .stderr()
      .split('\n')
      .findIndex(line => line.includes('[ERR]'))
    if (wrong >= 0) {
      const lines = child
        .stderr()
        .split('\n')
        .slice(wrong, wrong + 8)
      throw new Error(`the target logged an error; ${again}\n${lines.join('\n')}`)
    }
    const answer = await fetch(`http://127.0.0.1:${port(GOOD)}/`, { signal: AbortSignal.timeout(END_MS) })
    if ((await answer.text()) !== 'ok') throw new Error(`a good request got ${answer.status}; ${again}`)
  }
  return { child, port, check }
}

/** Repeats attacks until the time is over, some side by side; then the target must be as before, and not much larger. */
export async function siege(target: Target, attack: () => Promise<void>): Promise<number> {
  const { pid } = target.child
  let rounds = 0
  const until = async (end: number) => {
    const worker = async () => {
      while (performance.now() < end) {
        await attack()
        rounds++
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, worker))
    await target.check()
  }
  const begin = performance.now()
  // Until a third of the time is over, heaps and caches grow to their size.
  await until(begin + FUZZ_MS / 3)
  const before = groupMemory(pid)
  await until(begin + FUZZ_MS)
  const growth = groupMemory(pid) - before
  if (growth > MOST_GROWTH) throw new Error(`memory grew by ${growth >> 20} MB in ${rounds} rounds; ${again}`)
  console.log(`${rounds} rounds, ${growth >> 10} KB more; ${again}`)
  return rounds
}

/** Sends bytes in pieces, then ends the connection, mostly in peace; it must be closed then. */
export async function sendBytes(port: number, bytes: Buffer, random: Random): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  const pieces = cut(bytes, random)
  const abrupt = random.chance(0.15)
  const reads = random.chance(0.9)
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  if (reads) socket.resume()
  for (const piece of pieces) {
    if (socket.destroyed || !socket.writable) break
    socket.write(piece)
    await new Promise(resolve => setImmediate(resolve))
  }
  if (abrupt) socket.resetAndDestroy()
  else socket.end()
  socket.on('end', () => socket.end())
  socket.resume()
  // From here on: a sender that is held up itself takes its time for many small pieces.
  await within(closed, {
    what: 'the end of a connection',
    deadline: END_MS,
    detail: () => `after ${bytes.toString('hex')}; ${again}`,
  }).finally(() => socket.destroy())
}
