/**
 * Builds everything into dist/: the bundles of the roles and the command line, the runtime, the console,
 * the launchers, the man page.
 *
 * Owns dist/ and the exit status. Prints a line for each file: size and time.
 */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { build as buildPages } from 'vite'
import { writePrepared } from '../src/runtime/script/prepared.ts'
import { rewriteModule } from '../src/runtime/script/rewrite.ts'
import { CompileError, compile } from './compiler.ts'
import { lazyBuiltIns, lazyParser, parserFile } from './lazy.ts'
import { lineTable } from './line-table.ts'
import { writeManPage } from './reference.ts'

const output = 'dist'
const executable = 0o755

/** Bundles by the name of their file, and where each begins. */
const bundles: Record<string, string> = {
  'ztm-ca.js': 'src/ca/main.ts',
  'ztm-hub.js': 'src/hub/main.ts',
  'ztm-agent.js': 'src/agent/main.ts',
  'ztm.js': 'src/cli/main.ts',
}

/** The files of the runtime, and where each begins. */
const runtime: Record<string, string> = {
  'pipy-node.cjs': 'src/runtime/main.ts',
  [parserFile]: 'src/runtime/script/rewrite.ts',
}

async function makeBundle(name: string, entry: string): Promise<void> {
  const begin = performance.now()
  const { code, map } = await compile(entry, name)
  writeFileSync(`${output}/${name}`, code)
  writeFileSync(`${output}/${name}.map`, map)
  writeFileSync(`${output}/${name}.lines`, lineTable(map))
  const prepared = writePrepared(Buffer.from(code), rewriteModule(code, 0))
  if (prepared) writeFileSync(`${output}/${name}.prepared`, prepared)
  report(name, code.length, begin)
}

/**
 * The runtime as a file that Node runs; libraries are in it, but for the parser, which is a file of its own. Not an ES module: those run every getter of the built-in
 * modules that they import, which loads ten megabytes of things nobody asked for (undici).
 */
async function makeRuntime(name: string, entry: string): Promise<void> {
  const begin = performance.now()
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [lazyBuiltIns, lazyParser],
    // Then `import()` is a require, which needs no loader of ES modules.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.filename': '__filename' },
    target: 'node24',
    outfile: `${output}/${name}`,
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  })
  report(name, result.metafile.outputs[`${output}/${name}`]?.bytes ?? 0, begin)
}

/** The console, as files that the agent serves: gui/vite.config.ts says how. */
async function makeConsole(): Promise<void> {
  const begin = performance.now()
  await buildPages({ root: 'gui', configFile: 'gui/vite.config.ts' })
  const files = readdirSync(`${output}/gui`, { recursive: true, withFileTypes: true }).filter(file => file.isFile())
  const bytes = files.map(file => statSync(`${file.parentPath}/${file.name}`).size)
  report(
    'gui',
    bytes.reduce((sum, size) => sum + size, 0),
    begin,
  )
}

function copyLaunchers(): void {
  for (const name of readdirSync('build/launcher')) {
    copyFileSync(`build/launcher/${name}`, `${output}/${name}`)
    chmodSync(`${output}/${name}`, executable)
  }
}

function report(name: string, bytes: number, begin: number): void {
  const size = `${(bytes / 1024).toFixed(0)} KB`
  console.log(`  ${name.padEnd(14)} ${size.padStart(7)} ${(performance.now() - begin).toFixed(0).padStart(6)} ms`)
}

async function main(): Promise<number> {
  mkdirSync(output, { recursive: true })
  try {
    await Promise.all([
      ...Object.entries(bundles).map(([name, entry]) => makeBundle(name, entry)),
      ...Object.entries(runtime).map(([name, entry]) => makeRuntime(name, entry)),
      makeConsole(),
    ])
    copyLaunchers()
    copyFileSync('src/cli/node.schema.json', `${output}/node.schema.json`)
    writeManPage()
    return 0
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    console.error(error.message)
    return 1
  }
}

process.exitCode = await main()
