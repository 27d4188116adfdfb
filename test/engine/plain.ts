/**
 * Cases of the language as plain JavaScript: `node plain.ts FILE…` lets Node run the TypeScript itself, one file after the
 * other, and prints a form feed before each.
 *
 * Owns the two globals that these cases need of Pipy. A case has ended when nothing is left to wait for.
 */
import { writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const stdout = 1

const globals = globalThis as Record<string, unknown>

globals.println = (...values: unknown[]) => writeSync(stdout, `${values.map(String).join(' ')}\n`)

/** A timer that starts when it is made, as Pipy's; here only what `new Timeout(seconds).wait()` needs. */
globals.Timeout = function Timeout(seconds: number) {
  return { wait: () => new Promise(done => setTimeout(done, seconds * 1000)) }
}

// Engines log a rejection that nobody has taken yet, and go on.
process.on('unhandledRejection', () => undefined)

const files = process.argv.slice(2)

process.on('beforeExit', () => {
  const file = files.shift()
  if (!file) return
  // Only what waits in the loop makes Node ask again.
  setImmediate(() => {
    writeSync(stdout, '\f')
    void import(pathToFileURL(resolve(file)).href)
  })
})
