/** Timeout: a timer that starts when it is made. Follows Pipy's src/api/timeout.cpp. */

/** The longest delay of a Node timer, in milliseconds. */
const longest = 0x7fffffff

export class Timeout {
  #state: 'running' | 'done' | 'cancelled' = 'running'
  #waiters: { resolve: (value: Timeout) => void; reject: (value: Timeout) => void }[] = []
  readonly #timer: NodeJS.Timeout

  constructor(seconds: number) {
    const delay = Math.min(longest, Math.max(0, Number(seconds) * 1000 || 0))
    this.#timer = setTimeout(() => this.#finish('done'), delay)
  }

  wait(): Promise<Timeout> {
    if (this.#state === 'done') return Promise.resolve(this)
    if (this.#state === 'cancelled') return Promise.reject(this)
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }))
  }

  cancel(): void {
    if (this.#state !== 'running') return
    clearTimeout(this.#timer)
    this.#finish('cancelled')
  }

  #finish(state: 'done' | 'cancelled'): void {
    this.#state = state
    const waiters = this.#waiters
    this.#waiters = []
    for (const waiter of waiters) {
      if (state === 'done') waiter.resolve(this)
      else waiter.reject(this)
    }
  }
}
