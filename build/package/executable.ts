/**
 * The single-file executable: Node with our runtime and the bundles inside, by Node's own `--build-sea`.
 *
 * Writes into a temporary directory and to `output`. What runs in it begins at executable-main.ts.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { lazyBuiltIns } from '../lazy.ts'
import { bundles, dist } from './contents.ts'

/** Makes the executable of the Node that runs this. */
export async function makeExecutable(output: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'ztm-executable-'))
  try {
    const main = join(directory, 'main.cjs')
    await build({
      entryPoints: [join(import.meta.dirname, 'executable-main.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      plugins: [lazyBuiltIns],
      define: { 'import.meta.filename': '__filename' },
      target: 'node24',
      outfile: main,
      legalComments: 'none',
      logLevel: 'warning',
    })
    const settings = { main, output, assets: assets(), disableExperimentalSEAWarning: true, useSnapshot: false }
    const file = join(directory, 'settings.json')
    writeFileSync(file, JSON.stringify(settings))
    execFileSync(process.execPath, ['--build-sea', file], { stdio: 'pipe' })
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Files by the path that they have below dist/. */
function assets(): Record<string, string> {
  const pages = readdirSync(join(dist, 'gui'), { recursive: true, encoding: 'utf8' }).map(name => `gui/${name}`)
  const names = [...bundles.flatMap(name => [name, `${name}.prepared`, `${name}.map`]), ...pages]
  return Object.fromEntries(
    names.filter(name => statSync(join(dist, name)).isFile()).map(name => [name, join(dist, name)]),
  )
}
