/**
 * What must be undone at the end of a test, a demo or a benchmark, in the opposite order of its making.
 *
 * Owns the list of undo steps. It knows nothing of processes or files: whoever makes one adds its undo step.
 */
export interface Scope {
  /** Remembers an undo step. */
  defer(undo: () => void | Promise<void>): void
  /** Undoes everything, the latest first. A step that fails does not stop the others; the first failure is thrown. */
  close(): Promise<void>
}

export function createScope(): Scope {
  const steps: (() => void | Promise<void>)[] = []
  return {
    defer(undo) {
      steps.push(undo)
    },
    async close() {
      let failure: unknown
      for (let undo = steps.pop(); undo; undo = steps.pop()) {
        try {
          await undo()
        } catch (error) {
          failure ??= error
        }
      }
      if (failure) throw failure
    },
  }
}
