/**
 * Writes the reference of the command line: `node build/reference.ts`, after a build. A test compares the page src/cli/reference.md
 * with what the commands say; the man page dist/man/man1/ztm.1 is made by every build.
 *
 * Owns both files.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manPage } from './reference/man-page.ts'
import { referencePage } from './reference/page.ts'
import { readReference } from './reference/read.ts'

const root = join(import.meta.dirname, '..')

/** Writes the man page beside everything else that was built. */
export function writeManPage(): void {
  const folder = join(root, 'dist/man/man1')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'ztm.1'), manPage(readReference()))
}

if (import.meta.main) writeFileSync(join(root, 'src/cli/reference.md'), referencePage(readReference()))
