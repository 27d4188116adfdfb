/**
 * A look at what the hub relays, for those who want to see with their own eyes that it is ciphertext.
 *
 * Owns the capture file, bounded in size. Only there when the operator asked for it (`--capture`): it slows relays down.
 */

/** Bytes kept: enough to see handshakes and records of several sessions. */
const captureBytes = 64 * 1024

/**
 * Returns a function that adds relayed bytes to the file at `path`, until it is full. The file is made anew; who
 * reads it meanwhile reads all that there was.
 */
export function createCapture(path: string): (data: Data) => void {
  const kept = new Data()
  const write = () => {
    os.write(`${path}.new`, kept)
    os.rename(`${path}.new`, path)
  }
  write()
  return data => {
    if (kept.size >= captureBytes || data.size === 0) return
    const room = captureBytes - kept.size
    kept.push(data.size > room ? new Data(data).shift(room) : data)
    write()
  }
}
