/**
 * What the single-file executable does: what the launcher does, in the engine's own process. `build/launcher/ztm` says what.
 *
 * Owns the exit status and the words on stderr, which the program leaves in a file as it does for any launcher.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getAsset, getAssetKeys } from 'node:sea'
import { addBundled, bundledRoot } from '../../src/runtime/host/bundled.ts'

/** The status of a program that was ended by SIGINT. */
const interrupted = 130

const roles = ['ca', 'hub', 'agent']

function main(): void {
  const [bundle, args] = chooseBundle(process.argv.slice(2))
  for (const key of getAssetKeys()) addBundled(key, () => Buffer.from(getAsset(key)))
  process.umask(0o077)
  const directory = mkdtempSync(join(tmpdir(), 'ztm-'))
  const result = join(directory, 'result')
  Object.assign(process.env, environment(result))
  let status: number | undefined
  process.prependListener('SIGINT', () => {
    status = interrupted
    process.kill(process.pid, 'SIGTERM')
  })
  process.on('exit', () => {
    process.exitCode = status ?? endOf(result, process.exitCode)
    rmSync(directory, { recursive: true, force: true })
  })
  process.argv = [process.execPath, 'pipy', join(bundledRoot, bundle), '--args', ...args]
  require('../../src/runtime/main.ts')
}

/** As the launchers choose. Ends the process for what is no role. */
function chooseBundle(args: string[]): [string, string[]] {
  if (args[0] !== 'run') return ['ztm.js', args]
  if (roles.includes(args[1] ?? '')) return [`ztm-${args[1]}.js`, args.slice(2)]
  process.stderr.write(
    `error: there is no role "${args[1] ?? ''}" (bad-request)\nhint: ztm run ca, ztm run hub or ztm run agent\n`,
  )
  process.exit(2)
}

function environment(result: string): Record<string, string> {
  const { stdout, stderr, env } = process
  return {
    ZTM_COLUMNS: stdout.isTTY ? String(stdout.columns || env.COLUMNS || 80) : '',
    ZTM_PROGRESS: stderr.isTTY ? '1' : '',
    ZTM_STDOUT: '',
    ZTM_END: '',
    ZTM_PROGRAM: process.execPath,
    ZTM_RESULT_FILE: result,
  }
}

/** What the program has left: its status; its words go to stderr. Without one it ended by itself, or by SIGTERM. */
function endOf(result: string, code: typeof process.exitCode): typeof process.exitCode {
  let text: string
  try {
    text = readFileSync(result, 'utf8')
  } catch {
    return code
  }
  const end = text.indexOf('\n')
  process.stderr.write(text.slice(end + 1))
  return Number(text.slice(0, end))
}

main()
