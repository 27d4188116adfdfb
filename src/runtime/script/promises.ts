/**
 * `.then` keeps context variables: callbacks run with the values of the code that called `.then`, as on Pipy.
 *
 * Replaces Promise.prototype.then of this process once. Why not AsyncLocalStorage: bundles are lowered to `.then` chains, so this is
 * enough; a read of a variable stays one property access, and nothing is paid where the root's values are current
 * (the runtime's own code). `await` of the runtime does not come here, and does not need to.
 */
import { root, scope } from '../core/context.ts'

type Callback = ((value: unknown) => unknown) | null | undefined

function keep(callback: Callback, values: unknown[]): Callback {
  if (typeof callback !== 'function') return callback
  return value => {
    const before = scope.values
    scope.values = values
    try {
      return callback(value)
    } finally {
      scope.values = before
    }
  }
}

export function keepContextInPromises(): void {
  const { then } = Promise.prototype
  Promise.prototype.then = function keepingThen(this: Promise<unknown>, done?: Callback, failed?: Callback) {
    const { values } = scope
    if (values === root.values) return then.call(this, done, failed)
    return then.call(this, keep(done, values), keep(failed, values))
  } as typeof then
}
