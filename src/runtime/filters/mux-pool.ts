/**
 * The sessions that all pipelines of one mux layout share, by key.
 *
 * Owns which sessions exist, how busy each is, and when an idle one is closed. Does not know what a session speaks.
 * Follows Pipy's Muxer in src/filters/mux.cpp: objects are weak keys, sessions are closed `maxIdle` seconds after their
 * last stream, and a session that broke is replaced at the next use.
 */

export interface PooledSession {
  /** False: it broke or takes no more streams for good; the pool forgets it. */
  readonly isAlive: boolean
  /** True: several streams at a time. */
  readonly isShared: boolean
  close(): void
}

export interface PoolOptions {
  /** 0: a session for each busy stream. */
  maxSessions: number
  /** Seconds; below 0 for ever. */
  maxIdle: number
}

interface Entry<S> {
  session: S
  streams: number
  timer: NodeJS.Timeout | undefined
}

/** A stream's hold on its session: `release` is to be called once when the stream is over. */
export interface Lease<S> {
  session: S
  release(): void
}

/** The longest delay of a timer, in milliseconds. */
const maxTimerDelay = 0x7fffffff

export class MuxPool<S extends PooledSession> {
  private readonly options: PoolOptions
  private readonly byValue = new Map<unknown, Entry<S>[]>()
  private readonly byObject = new WeakMap<object, Entry<S>[]>()

  constructor(options: PoolOptions) {
    this.options = options
  }

  /** A session for a stream of `key`; `open` makes one if none of those there will do. */
  lease(key: unknown, open: () => S): Lease<S> {
    const entries = this.entriesOf(key)
    for (const dead of entries.filter(entry => !entry.session.isAlive)) this.forget(key, entries, dead)
    const entry = this.choose(entries) ?? this.add(key, entries, open())
    entry.streams++
    clearTimeout(entry.timer)
    let released = false
    return {
      session: entry.session,
      release: () => {
        if (released) return
        released = true
        entry.streams--
        this.settle(key, entries, entry)
      },
    }
  }

  private entriesOf(key: unknown): Entry<S>[] {
    const isObject = (typeof key === 'object' && key !== null) || typeof key === 'function'
    const known = isObject ? this.byObject.get(key) : this.byValue.get(key)
    if (known) return known
    const entries: Entry<S>[] = []
    if (isObject) this.byObject.set(key, entries)
    else this.byValue.set(key, entries)
    return entries
  }

  private choose(entries: Entry<S>[]): Entry<S> | undefined {
    const idle = entries.find(entry => entry.streams === 0)
    if (idle) return idle
    const { maxSessions } = this.options
    if (maxSessions <= 0 || entries.length < maxSessions) return undefined
    const shared = entries.filter(entry => entry.session.isShared)
    return shared.sort((a, b) => a.streams - b.streams)[0]
  }

  private add(key: unknown, entries: Entry<S>[], session: S): Entry<S> {
    const entry: Entry<S> = { session, streams: 0, timer: undefined }
    entries.push(entry)
    if (!(typeof key === 'object' && key !== null)) this.byValue.set(key, entries)
    return entry
  }

  private settle(key: unknown, entries: Entry<S>[], entry: Entry<S>): void {
    if (!entry.session.isAlive) {
      this.forget(key, entries, entry)
      return
    }
    const { maxIdle } = this.options
    if (entry.streams > 0 || maxIdle < 0) return
    entry.timer = setTimeout(() => this.forget(key, entries, entry), Math.min(maxIdle * 1000, maxTimerDelay))
    // An idle session is no reason to keep the process.
    entry.timer.unref()
  }

  private forget(key: unknown, entries: Entry<S>[], entry: Entry<S>): void {
    clearTimeout(entry.timer)
    const at = entries.indexOf(entry)
    if (at >= 0) entries.splice(at, 1)
    if (entries.length === 0) this.byValue.delete(key)
    if (entry.session.isAlive) entry.session.close()
  }
}
