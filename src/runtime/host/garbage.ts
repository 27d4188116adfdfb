/**
 * When garbage is collected, where V8 would wait for too long.
 *
 * While bytes flow: V8 collects young objects when *their* space is full; the bytes of a buffer lie outside of it, so at
 * full speed some fifty megabytes of dead buffers gather between two collections, and each new one is cold memory. Here a
 * collection of the young follows every few megabytes received: measured, half the CPU time for a gigabyte, and a third of
 * the memory. At rest: what start-up or a burst needed goes back to the system. Owns the counts and the watch for rest.
 */
import { runInNewContext } from 'node:vm'

interface Kind {
  type: 'minor' | 'major'
  /** Compacts, and gives back what is empty. */
  flavor?: 'last-resort'
}

/** There already if Node was started with --expose-gc, as the launchers do: node:v8, which turns it on, loads 2 MB. */
function findCollector(): (kind: Kind) => void {
  const { gc } = globalThis
  if (gc) return gc as (kind: Kind) => void
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as (kind: Kind) => void
}

const collect = findCollector()

/** Bytes received between two collections of the young. */
const interval = 4 * 1024 * 1024

/** Milliseconds between two looks whether there is rest; so many with next to nothing received are rest. */
const lookInterval = 2000
const restLooks = 2

/** Bytes in such a time that are next to nothing: pings and control messages. As many altogether are use. */
const quiet = 64 * 1024

/** A thorough collection of a heap of so many bytes takes 30 to 60 ms; of a larger one it would be felt. */
const smallHeap = 64 * 1024 * 1024

let received = 0
let sinceRest = 0
let sinceLook = 0
let looks = 0
/** Runs from the first use, the start itself, to the thorough collection that follows it. */
let watch: NodeJS.Timeout | undefined

/** Call it with the size of each buffer that a socket delivers. */
export function countReceived(bytes: number): void {
  received += bytes
  sinceLook += bytes
  sinceRest += bytes
  if (sinceRest > quiet) watchForRest()
  if (received < interval) return
  received = 0
  collect({ type: 'minor' })
}

function watchForRest(): void {
  watch ??= setInterval(look, lookInterval).unref()
}

function look(): void {
  looks = sinceLook < quiet ? looks + 1 : 0
  sinceLook = 0
  if (looks < restLooks) return
  clearInterval(watch)
  watch = undefined
  looks = 0
  sinceRest = 0
  if (process.memoryUsage().heapTotal <= smallHeap) collect({ type: 'major', flavor: 'last-resort' })
}

watchForRest()
