// Timers. Follows Pipy's src/api/timeout.cpp. There is no setTimeout and no interval on the engine.

/**
 * A timer that **starts when it is made** and keeps the process alive until it is done or cancelled.
 *
 * @example new Timeout(5).wait().then(() => println('five seconds later'))
 */
interface Timeout {
  /**
   * Resolves with this Timeout when the time is over (at once if it already is), and rejects with it when cancelled.
   * A fresh promise for every call. A cancelled wait that nobody catches is logged as an uncaught exception.
   */
  wait(): Promise<Timeout>
  /** Stops the timer and rejects all its waiters. Harmless when it is done. */
  cancel(): void
}
interface TimeoutConstructor {
  /** `seconds` may have a fraction; zero and negative numbers mean the next turn of the event loop. */
  new (seconds: number): Timeout
  readonly prototype: Timeout
}
declare var Timeout: TimeoutConstructor
