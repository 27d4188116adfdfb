/**
 * Builds what the demo and the benchmarks run, if a source is newer than what was built from it.
 *
 * Owns nothing; dist/ is the build's. ZTM_BUILT=1 says that dist/ is as it should be: tests run side by side on it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { dist, NODE, ROOT } from './engines.ts'

const SOURCES = ['src', 'gui', 'build', 'typings', 'package-lock.json']
const OUTPUTS = [
  'ztm',
  'ztm.js',
  'ztm-ca.js',
  'ztm-hub.js',
  'ztm-agent.js',
  'pipy-node',
  'pipy-node.cjs',
  'pipy-node-parser.cjs',
  'gui/index.html',
]

const changedAt = (path: string): number => statSync(path).mtimeMs

function newestSource(): number {
  const files = SOURCES.flatMap(name => {
    const path = join(ROOT, name)
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path, { recursive: true, encoding: 'utf8' }).map(entry => join(path, entry))
  })
  return Math.max(...files.map(changedAt))
}

function isBuilt(): boolean {
  const outputs = OUTPUTS.map(dist)
  return outputs.every(path => existsSync(path)) && Math.min(...outputs.map(changedAt)) >= newestSource()
}

/** Throws with the output of the build if it failed. True if there was something to build. */
export function buildIfNeeded(): boolean {
  if (process.env.ZTM_BUILT === '1' || isBuilt()) return false
  const { status, stdout, stderr } = spawnSync(NODE, ['build/main.ts'], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed\n${stdout}${stderr}`)
  return true
}
