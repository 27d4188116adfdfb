/**
 * `npm run check`: types of the three worlds, format and style, layers; one line each, then what is wrong.
 *
 * Owns the exit status: 1 if anything is wrong. Arguments choose checks by name: `npm run check -- types layers`.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findViolations } from './layers.ts'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

interface Result {
  ok: boolean
  output: string
}

interface Check {
  name: string
  /** Null when there is nothing to check. */
  run: () => Promise<Result> | null
}

function command(name: string, args: string[]): Promise<Result> {
  return new Promise(resolve => {
    const child = spawn(bin(name), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', text => (output += text))
    child.stderr.on('data', text => (output += text))
    child.on('error', error => resolve({ ok: false, output: `${name} does not start: ${error.message}\nhint: npm ci` }))
    child.on('close', status => resolve({ ok: status === 0, output }))
  })
}

function types(world: string): Check {
  return { name: `types ${world}`, run: () => command('tsc', ['-p', `tsconfig.${world}.json`, '--pretty', 'false']) }
}

async function layersKept(): Promise<Result> {
  const found = findViolations(root)
  return { ok: found.length === 0, output: found.map(v => `${v.file}:${v.line}: ${v.message}`).join('\n') }
}

const checks: Check[] = [
  types('portable'),
  types('node'),
  { ...types('browser'), run: () => (existsSync(join(root, 'gui')) ? types('browser').run() : null) },
  { name: 'style', run: () => command('biome', ['check', '--colors=off', '.']) },
  { name: 'layers', run: layersKept },
]

const wanted = process.argv.slice(2)
const chosen = checks.filter(check => wanted.length === 0 || wanted.some(word => check.name.includes(word)))
if (chosen.length === 0) {
  console.error(`error: there is no check "${wanted.join(' ')}"\nhint: ${checks.map(check => check.name).join(', ')}`)
  process.exit(2)
}

const begin = performance.now()
const results = await Promise.all(chosen.map(async check => ({ name: check.name, result: await check.run() })))
for (const { name, result } of results) {
  console.log(`${result === null ? 'skip' : result.ok ? 'ok  ' : 'FAIL'} ${name}`)
}
const failed = results.filter(({ result }) => result && !result.ok)
for (const { name, result } of failed) console.log(`\n${name}:\n${result?.output.trimEnd()}`)
const seconds = ((performance.now() - begin) / 1000).toFixed(1)
console.log(`\n${results.length - failed.length} of ${results.length} checks passed in ${seconds} s`)
process.exitCode = failed.length > 0 ? 1 : 0
