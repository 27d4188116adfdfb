/** Standard streams, written at once: what a script printed is never lost by its end. */
import { writeSync } from 'node:fs'

/** The status of a program whose reader has gone, as a shell gives it: 128 and SIGPIPE, which Node ignores. */
const BROKEN_PIPE = 141

/** Milliseconds to wait for a reader of a pipe that is full. */
const fullPipeDelay = 1

function writeAll(fd: number, bytes: Uint8Array): void {
  let at = 0
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE' && fd === 1) process.exit(BROKEN_PIPE)
      if (code !== 'EAGAIN') return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fullPipeDelay)
    }
  }
}

export const writeStdout = (bytes: Uint8Array | string): void => writeAll(1, Buffer.from(bytes as string))
export const writeStderr = (bytes: Uint8Array | string): void => writeAll(2, Buffer.from(bytes as string))
