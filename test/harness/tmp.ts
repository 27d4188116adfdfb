/**
 * Temporary directories: one a caller, removed with its scope.
 *
 * Owns the directories it makes. KEEP=1 leaves them, to look at after a failure.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from './scope.ts'

/** Makes an empty directory for the life of a scope. Others may enter it: PostgreSQL runs as another user. */
export function makeTemp(scope: Scope, name = 'test'): string {
  const path = mkdtempSync(join(tmpdir(), `ztm-${name}-`))
  chmodSync(path, 0o755)
  // Killed processes may still be writing for a moment, hence the retries.
  if (process.env.KEEP !== '1') {
    scope.defer(() => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))
  }
  return path
}
