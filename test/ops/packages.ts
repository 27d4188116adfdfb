/** The packages, made once for the tests of a file into a temporary directory. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { NODE, ROOT } from '../harness/engines.ts'
import { runOk } from '../harness/process.ts'
import type { Scope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'

/** The Node of the lock file with 150 MB in it is compressed for a while. */
const LIMIT_MS = 150_000

export interface Packages {
  dir: string
  /** The path of the one whose name ends so. Throws if there is none. */
  find: (end: string) => string
}

/** Makes those that are named: deb, ipk, tar, exe. */
export async function makePackages(
  scope: Scope,
  names: readonly string[],
  env: Record<string, string | undefined> = {},
): Promise<Packages> {
  const dir = makeTemp(scope, 'packages')
  const argv = [NODE, 'build/package/main.ts', '--out', dir, ...names]
  await runOk({ argv, cwd: ROOT, env: { PIPY: undefined, IPK_ARCH: undefined, ...env }, limit: LIMIT_MS })
  const find = (end: string): string => {
    const name = readdirSync(dir).find(one => one.endsWith(end))
    if (!name) throw new Error(`no package *${end} among ${readdirSync(dir).join(', ')}`)
    return join(dir, name)
  }
  return { dir, find }
}
