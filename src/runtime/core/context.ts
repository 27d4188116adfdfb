/**
 * Contexts: the values of context variables (`var $x` of modules), one list per pipeline context.
 *
 * `scope.values` is the list of whoever is running; rewritten scripts read and write it. Every callback of a script runs
 * through `context.run`, and `.then` callbacks get back the list of the code that called `.then` (script/promises.ts).
 */

/** The list of the running code. Scripts are rewritten to `$$scope.values[slot]`; nothing else may keep it. */
export const scope: { values: unknown[] } = { values: [] }

export class Context {
  readonly values: unknown[]

  constructor(values: unknown[]) {
    this.values = values
  }

  /** A context of its own with the same values: for each stream of a demux, each branch of a fork over an array. */
  clone(): Context {
    return new Context(this.values.slice())
  }

  /** Calls script code in this context; throws what it throws. */
  run<Result>(call: () => Result): Result {
    const before = scope.values
    scope.values = this.values
    try {
      return call()
    } finally {
      scope.values = before
    }
  }
}

/** The values that modules set at their top level; listeners and `spawn` start from a copy. */
export const root = new Context(scope.values)
