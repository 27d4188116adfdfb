/**
 * How signals end the process. Follows Pipy's src/main.cpp for SIGINT: stop listening, run what pipy.exit(callback) registered, wait
 * for open connections without limit; the second one ends at once.
 *
 * Owns the callbacks. Differs: SIGTERM does the same within bounds (Pipy ends at once, in the middle of every answer): until no
 * connection is left or none moved a byte for a while. SIGHUP ends at once, as on Pipy: that is Node's default.
 */
import { root } from '../core/context.ts'
import { logError } from '../core/errors.ts'
import { stopListening, trafficOfOpen } from '../host/listener.ts'

/** The longest wait for connections after SIGTERM: below the ten seconds after which supervisors send SIGKILL. */
const mostDrainMs = 5000

/** Between looks at the connections while they drain. */
const lookMs = 100

/** Looks in a row without any traffic after which nothing is in progress: links that only stay open are not waited for. */
const quietLooks = 5

const callbacks: (() => unknown)[] = []
let ending = false

/** Registers a callback for the end by SIGINT or SIGTERM; the end waits for its promise. */
export function onProcessEnd(callback: () => unknown): void {
  callbacks.push(callback)
}

export function endBySignals(): void {
  process.on('SIGINT', () => void end())
  process.on('SIGTERM', () => {
    const ended = end()
    setTimeout(() => process.exit(0), mostDrainMs)
    void ended.then(endWhenQuiet)
  })
}

/** Resolves when the callbacks are done: connections may go on. */
async function end(): Promise<void> {
  if (ending) process.exit(0)
  ending = true
  const settled = Promise.all(callbacks.map(run))
  stopListening(() => settled.then(() => process.exit(0)))
  await settled
}

async function run(callback: () => unknown): Promise<void> {
  try {
    await root.run(callback)
  } catch (error) {
    logError(error)
  }
}

function endWhenQuiet(): void {
  let before = -1
  let quiet = 0
  setInterval(() => {
    const now = trafficOfOpen()
    quiet = now === before ? quiet + 1 : 0
    before = now
    if (quiet >= quietLooks) process.exit(0)
  }, lookMs)
}
