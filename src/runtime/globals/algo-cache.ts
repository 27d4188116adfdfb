/**
 * algo.Cache: a map that forgets what was not used for longest, or what is too old. Follows Cache of Pipy's src/api/algo.cpp.
 *
 * Owns the entries, in the order of their last use: get, find and has count as use, set does not.
 */
import { findFunction, optionsArgument } from './arguments.ts'

interface CacheOptions {
  size: number
  ttl: number
}

interface Entry {
  value: unknown
  /** When it is too old, in ms since 1970. */
  until: number
}

export class Cache {
  readonly #allocate: ((key: unknown) => unknown) | undefined
  readonly #free: ((key: unknown, value: unknown) => unknown) | undefined
  /** 0: without limit. */
  readonly #size: number
  readonly #lifeMs: number
  readonly #entries = new Map<unknown, Entry>()

  /** (options), (allocate, options) or (allocate, free, options), all of them optional. */
  constructor(...given: unknown[]) {
    const functions = given.findIndex(value => typeof value !== 'function')
    const count = functions < 0 ? given.length : functions
    if (count > 2) throw new TypeError('argument #3 expects an object')
    this.#allocate = findFunction(given[count > 0 ? 0 : -1], 1)
    this.#free = findFunction(given[count > 1 ? 1 : -1], 2)
    const { size = 0, ttl = 0 } = optionsArgument<CacheOptions>(given[count], count + 1)
    this.#size = Number(size ?? 0)
    this.#lifeMs = Number(ttl ?? 0) * 1000
  }

  get(key: unknown): unknown {
    const entry = this.#use(key)
    if (entry && !this.#isOld(entry)) return entry.value
    if (!this.#allocate) return undefined
    const value = this.#allocate(key)
    this.#put(key, value)
    return value
  }

  set(key: unknown, value: unknown): void {
    if (!this.#put(key, value) || this.#size <= 0) return
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#size) break
      this.#free?.(oldest, entry.value)
      this.#entries.delete(oldest)
    }
  }

  has(key: unknown): boolean {
    return this.#find(key) !== undefined
  }

  find(key: unknown): unknown {
    return this.#find(key)?.value
  }

  remove(key: unknown): boolean {
    const entry = this.#entries.get(key)
    if (!entry) return false
    this.#free?.(key, entry.value)
    this.#entries.delete(key)
    // As on Pipy: with a callback an entry that is too old counts as not there.
    return !(this.#free && this.#isOld(entry))
  }

  clear(): void {
    if (this.#free) for (const [key, entry] of [...this.#entries]) this.#free(key, entry.value)
    this.#entries.clear()
  }

  /** The entry, if there is one and it is not too old; it is dropped when it is. */
  #find(key: unknown): Entry | undefined {
    const entry = this.#use(key)
    if (!entry || !this.#isOld(entry)) return entry
    this.#entries.delete(key)
    return undefined
  }

  #use(key: unknown): Entry | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry
  }

  #isOld(entry: Entry): boolean {
    return this.#lifeMs > 0 && Date.now() >= entry.until
  }

  /** Whether the key is new. One that is there keeps its place. */
  #put(key: unknown, value: unknown): boolean {
    const isNew = !this.#entries.has(key)
    this.#entries.set(key, { value, until: Date.now() + this.#lifeMs })
    return isNew
  }
}
