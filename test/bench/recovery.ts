/**
 * How long a mesh needs after a role was killed and started again, until a request goes through.
 *
 * Owns nothing but its attempts. Measured last: the roles have other process groups afterwards.
 */
import { newConnection } from '../harness/timing.ts'
import { waitFor } from '../harness/wait.ts'
import type { Numbers } from './measures.ts'
import { portTo, type Subject } from './subjects.ts'

/** Between attempts, in milliseconds: what a result may be off by. */
const EVERY_MS = 20

/** Attempts that are open at a time: one that hangs does not keep the next from its turn, and a crowd would measure itself. */
const MOST_OPEN = 3

/** Nobody waits longer for a mesh. */
const MOST_MS = 60_000

const MS_PER_SECOND = 1000

/** Seconds from the kill to the first answer, for each role in turn. */
export async function recovery(subject: Subject): Promise<Numbers> {
  const port = portTo(subject, 'echo')
  const numbers: Numbers = {}
  for (const [place, role] of Object.entries(subject.roles ?? {})) {
    await waitFor(() => newConnection(port).then(() => true), { what: 'an answer before', deadline: MOST_MS })
    const begin = performance.now()
    await role.kill()
    const started = role.start()
    await Promise.all([firstAnswer(port, begin), started])
      .then(([answered]) => {
        numbers[`recovery ${place}`] = (answered - begin) / MS_PER_SECOND
      })
      .catch(error => {
        throw new Error(`after ${place} was killed: ${error instanceof Error ? error.message : error}`)
      })
  }
  return numbers
}

/** When the first of many attempts was answered. */
async function firstAnswer(port: number, begin: number): Promise<number> {
  let answered = 0
  let open = 0
  const attempt = async () => {
    if (open === MOST_OPEN) return
    open++
    try {
      await newConnection(port)
      answered ||= performance.now()
    } catch {
      // Not yet.
    }
    open--
  }
  const attempts = setInterval(attempt, EVERY_MS)
  try {
    await waitFor(() => answered > 0, { what: 'an answer', deadline: MOST_MS - (performance.now() - begin) })
    return answered
  } finally {
    clearInterval(attempts)
  }
}
