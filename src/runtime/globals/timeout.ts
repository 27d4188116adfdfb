/** Timeout: a timer that starts when it is made. Follows Pipy's src/api/timeout.cpp. */

/** The longest delay of a Node timer, in milliseconds. */
const longest = 0x7fffffff

export class Timeout {
  #state: 'running' | 'done' | 'cancelled' = 'running'
  #waiters: { resolve: (value: Timeout) => void; reject: (value: Timeout) => void }[] = []
  readonly #stop: () => void

  constructor(seconds: number) {
    const delay = Math.min(longest, Math.max(0, Number(seconds) * 1000 || 0))
    const done = () => this.#finish('done')
    // The next turn, as on Pipy: a timer of Node's takes a millisecond at least.
    if (delay === 0) {
      const immediate = setImmediate(done)
      this.#stop = () => clearImmediate(immediate)
    } else {
      const timer = setTimeout(done, delay)
      this.#stop = () => clearTimeout(timer)
    }
  }

  wait(): Promise<Timeout> {
    if (this.#state === 'done') return Promise.resolve(this)
    if (this.#state === 'cancelled') return Promise.reject(this)
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }))
  }

  cancel(): void {
    if (this.#state !== 'running') return
    this.#stop()
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
