/**
 * Small files: texts that are read whole, secrets that nobody else may read for a moment.
 *
 * Owns nothing.
 */
import { fault, toFault } from './errors.ts'

/** The text of a file. Throws not-found when it cannot be read, bad-request when it is not text. */
export function readText(path: string): string {
  let text: string | undefined
  try {
    text = os.read(path).toString()
  } catch {
    const problem = os.stat(path) ? `the file ${path} cannot be read` : `there is no file ${path}`
    throw fault('not-found', problem, 'Is the path right, and may you read it?')
  }
  if (text === undefined) throw fault('bad-request', `${path} is not a text`)
  return text
}

/**
 * Writes a file of mode 0600, closed to others before the secret is in it. It is there with all of its text or not at all: who
 * waits for it reads no half, and a full disk costs nothing that was there. Throws storage-failed.
 */
export function writeSecret(path: string, text: string): void {
  // A terminal or a pipe keeps its place.
  const isSpecial = os.stat(path)?.isFile() === false
  const aside = isSpecial ? path : `${path}.new`
  try {
    if (!isSpecial) {
      os.write(aside, '')
      if (os.platform !== 'windows') pipy.exec(['chmod', '600', aside])
    }
    os.write(aside, text)
    if (isSpecial) return
    // The engine does not tell that a write was cut short.
    if (os.stat(aside)?.size !== new Data(text).size) throw fault('storage-failed', 'it is cut short')
    os.rename(aside, path)
  } catch (caught) {
    if (!isSpecial) os.unlink(aside)
    throw fault(
      'storage-failed',
      `cannot write ${path}: ${toFault(caught).message}`,
      'Is the disk full, or the directory read-only?',
    )
  }
}
