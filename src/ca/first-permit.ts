/**
 * The file with a mesh's first permit: mode 0600, there until it is used, never in a log.
 *
 * Owns nothing.
 */
import type { Permit } from '../api/permit.ts'
import { writeSecret } from '../common/files.ts'
import type { Log } from '../common/log.ts'
import type { CA } from './ca.ts'

/** Writes the permit of the user `root` as long as none of its endpoints has joined. */
export function writeRootPermit(ca: CA, path: string, log: Log): void {
  write(ca.createRootPermit(), path, log)
}

/** Writes the permit of the first hub, which dials the CA at `address`, as long as there is none. */
export function writeHubPermit(ca: CA, path: string, { address, log }: { address: string; log: Log }): void {
  write(ca.createHubPermit(address), path, log)
}

function write(permit: Permit | undefined, path: string, log: Log): void {
  if (!permit) return
  writeSecret(path, `${JSON.stringify(permit, null, 2)}\n`)
  log.info('permit written: it is a secret', { user: permit.user, file: path })
}
