/**
 * Programs in an attacker's hands: the real bundle with modules of test/modified in the place of its own, beside the rest of
 * what was built.
 *
 * Owns a directory with the launcher for the life of a scope. What the program is to lie about stands in a file that the test
 * changes while it runs.
 */
import { copyFileSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '../../build/compiler.ts'
import { dist, NODE, ROOT } from './engines.ts'
import type { Scope } from './scope.ts'
import { makeTemp } from './tmp.ts'

export interface Modified<Lies> {
  /** For the options of a role. */
  readonly run: { program: string; env: Readonly<Record<string, string>> }
  /** From now on it lies like this, and no other way. */
  lie(about: Lies): void
}

/** Builds it. Throws what the compiler throws, also when a module of ours stands in for nothing. */
export async function modify<Lies>(scope: Scope, role: 'hub' | 'agent'): Promise<Modified<Lies>> {
  const directory = makeTemp(scope, `modified-${role}`)
  const bundle = `ztm-${role}.js`
  const folder = join(ROOT, 'test/modified', role)
  const standIns = readdirSync(folder).map(name => [join(ROOT, 'src', role, name), join(folder, name)] as const)
  const { code } = await compile(join(ROOT, 'src', role, 'main.ts'), bundle, new Map(standIns))
  for (const name of readdirSync(dist(''))) {
    if (name !== 'ztm' && !name.startsWith(bundle)) symlinkSync(dist(name), join(directory, name))
  }
  // The launcher takes what is beside it.
  const program = join(directory, 'ztm')
  copyFileSync(dist('ztm'), program)
  writeFileSync(join(directory, bundle), code)
  const file = join(directory, 'lies.json')
  const lie = (about: object) => {
    // Whoever reads it reads all of it.
    writeFileSync(`${file}.new`, JSON.stringify(about))
    renameSync(`${file}.new`, file)
  }
  lie({})
  // Its Node is not where the launcher looks for it.
  return { run: { program, env: { ZTM_LIES: file, ZTM_NODE: NODE } }, lie: about => lie(about as object) }
}
