/**
 * algo.LoadBalancer: picks targets in turn, by weight or by load. Follows LoadBalancer of Pipy's src/api/algo.cpp.
 *
 * Owns the queue of targets in the order of their loads: the first one that passes is next. A target with weight w costs
 * total/w each time it is picked, so it is picked w times in `total` turns.
 *
 * Differs: free() of a target that was picked by its tag does not lower its load, since that pick did not raise it either
 * (on Pipy the load falls below zero); a second free() throws.
 */
import { findFunction, numberArgument, optionsArgument } from './arguments.ts'

type Key = (target: unknown) => unknown
type Validator = ((target: unknown) => unknown) | undefined

interface Options {
  algorithm: string
  key: Key
  weight: (target: unknown) => unknown
}

interface Pool {
  target: unknown
  weight: number
  step: number
  load: number
}

class Resource {
  readonly #target: unknown
  #release: (() => void) | undefined

  constructor(target: unknown, release: () => void) {
    this.#target = target
    this.#release = release
  }

  get target(): unknown {
    return this.#target
  }

  free(): void {
    if (!this.#release) throw new TypeError('free() was called before: Pipy lowers the load once more')
    this.#release()
    this.#release = undefined
  }
}

export class LoadBalancer {
  readonly #isLeastLoad: boolean
  readonly #keyOf: Key
  readonly #weightOf: (target: unknown) => unknown
  #pools = new Map<unknown, Pool>()
  #queue: Pool[] = []

  constructor(targets?: unknown, options?: unknown) {
    const { algorithm, key, weight } = optionsArgument<Options>(options, 2)
    if (algorithm && algorithm !== 'round-robin' && algorithm !== 'least-load') {
      throw new TypeError('options.algorithm has an invalid enum value')
    }
    this.#isLeastLoad = algorithm === 'least-load'
    this.#keyOf = (findFunction(key, 2) as Key | undefined) ?? (target => target)
    this.#weightOf = findFunction(weight, 2) ?? (() => 1)
    this.provision(targets ?? [])
  }

  provision(targets: unknown): void {
    if (!Array.isArray(targets)) throw new TypeError('argument #1 expects an array')
    const before = this.#pools
    const pools = new Map<unknown, Pool>()
    const queue: Pool[] = []
    for (const target of targets as unknown[]) {
      const key = this.#keyOf(target)
      if (pools.has(key)) throw new TypeError(`two targets have the key ${key}: Pipy loses one of them`)
      const pool = before.get(key) ?? { target, weight: 1, step: 0, load: 0 }
      pool.weight = Math.max(0, Number(this.#weightOf(target) ?? 1))
      pools.set(key, pool)
      queue.unshift(pool)
      moveBack(queue, pool)
    }
    const total = [...pools.values()].reduce((sum, pool) => sum + pool.weight, 0)
    for (const pool of pools.values()) pool.step = total / pool.weight
    this.#pools = pools
    this.#queue = queue
    if (!this.#isLeastLoad) this.#startTurns()
  }

  allocate(tag?: unknown, validator?: unknown): Resource | null {
    const passes = findFunction(validator, 2)
    const tagged = tag === undefined || tag === null ? undefined : this.#pools.get(tag)
    if (tagged && (!passes || passes(tagged.target))) return new Resource(tagged.target, () => undefined)
    const pool = this.#next(passes)
    if (!pool) return null
    return new Resource(pool.target, () => {
      if (!this.#isLeastLoad) return
      pool.load -= pool.step
      moveForward(this.#queue, pool)
    })
  }

  schedule(count: unknown, validator?: unknown): unknown[] | null {
    const size = Math.trunc(numberArgument(count, 1))
    const passes = findFunction(validator, 2)
    return size < 0 ? null : Array.from({ length: size }, () => this.#next(passes)?.target)
  }

  #next(passes: Validator): Pool | undefined {
    const pool = this.#queue.find(({ weight, target }) => weight > 0 && (!passes || passes(target)))
    if (!pool) return undefined
    pool.load += pool.step
    moveBack(this.#queue, pool)
    return pool
  }

  #startTurns(): void {
    for (const pool of this.#pools.values()) pool.load = 0
    for (const pool of this.#pools.values()) {
      pool.load = pool.step
      moveBack(this.#queue, pool)
    }
  }
}

/** Moves a pool whose load rose behind those with no more load. */
function moveBack(queue: Pool[], pool: Pool): void {
  const at = queue.indexOf(pool)
  let to = at + 1
  while ((queue[to]?.load ?? Number.NaN) <= pool.load) to++
  queue.splice(to, 0, pool)
  queue.splice(at, 1)
}

/** Moves a pool whose load fell before those with more load. One that is not in the queue any more stays out. */
function moveForward(queue: Pool[], pool: Pool): void {
  const at = queue.indexOf(pool)
  if (at < 0) return
  let to = at
  while ((queue[to - 1]?.load ?? Number.NaN) > pool.load) to--
  queue.splice(at, 1)
  queue.splice(to, 0, pool)
}
