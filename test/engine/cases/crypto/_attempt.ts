// One line for what an operation gives: its value, or the message of its error.

function shown(value: unknown): Printable {
  return typeof value === 'object' && value !== null ? 'an object' : (value as Printable)
}

/** Prints the value, or 'throws' with the message of the error. */
export function attempt(name: string, operation: () => unknown): void {
  try {
    println(name, shown(operation()))
  } catch (error) {
    println(name, 'throws', (error as Error).message)
  }
}

/** Prints the value, or just 'throws': for errors whose text is OpenSSL's, which names a place in its source. */
export function attemptQuietly(name: string, operation: () => unknown): void {
  let result: Printable = 'throws'
  try {
    result = shown(operation())
  } catch (error) {
    if (!(error as Error).message) result = 'throws without a message'
  }
  println(name, result)
}
