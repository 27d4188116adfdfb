/** What is printed on a terminal fits it, and whoever waits there is told what for; elsewhere neither is done. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { currentMatrix, dist, engines, findProgram, NODE } from '../harness/engines.ts'
import { run } from '../harness/process.ts'
import { createScope } from '../harness/scope.ts'
import { startServer } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { launcherEnv } from '../harness/ztm.ts'

const matrix = currentMatrix()
const engine = engines[matrix === 'mixed' ? 'node' : matrix]
const script = findProgram('script')

/** Runs a command line of a shell on a terminal of its own; both streams are one there. */
function onTerminal(command: string, env: Record<string, string | undefined> = {}) {
  const argv = [script ?? '', '--quiet', '--return', '--command', command, '/dev/null']
  return run({ argv, env: { ...launcherEnv(engine), NO_COLOR: undefined, TERM: 'xterm', ...env } })
}

const launchers: Record<string, string> = { ztm: dist('ztm'), 'ztm.mjs': `${NODE} ${dist('ztm.mjs')}` }

/** A place that answers no call, and what leads there. */
async function startSilent(): Promise<Record<string, string>> {
  const scope = createScope()
  onTestFinished(() => scope.close())
  const { address } = await startServer(scope, () => undefined)
  const data = join(makeTemp(scope, 'silent'), 'agent')
  mkdirSync(data)
  writeFileSync(join(data, 'api-token'), 'x'.repeat(64))
  return { ZTM_AGENT: address, ZTM_DATA: data }
}

describe.runIf(script).each(Object.entries(launchers))(`%s on ${engine.name}`, (_, ztm) => {
  test('help is as wide as the terminal', async () => {
    const widest: number[] = []
    for (const columns of [50, 70, 90]) {
      const { code, stdout } = await onTerminal(`stty cols ${columns}; ${ztm} help; ${ztm} status --help`)
      expect(code).toBe(0)
      widest.push(Math.max(...stdout.split('\r\n').map(line => line.length)))
      expect(widest.at(-1)).toBeLessThanOrEqual(columns)
    }
    expect(widest).toEqual([...new Set(widest)].sort((a, b) => a - b))
  })

  test('who waits for the agent on a terminal is told so, and for how long', async () => {
    const { code, stdout } = await onTerminal(`${ztm} status --timeout 3s`, await startSilent())
    expect(stdout).toContain('waiting for the agent ... 1 s')
    expect(stdout).toContain('waiting for the agent ... 2 s\r\x1b[K')
    expect(stdout).toMatch(/error: no answer to \/api\/status within 3 s \(timeout\)\r\n/)
    expect(code).toBe(6)
  })

  test('elsewhere it is not', async () => {
    const argv = ['/bin/sh', '-c', `${ztm} status --timeout 2s`]
    const { code, stdout, stderr } = await run({ argv, env: { ...launcherEnv(engine), ...(await startSilent()) } })
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^error: no answer to \/api\/status within 2 s \(timeout\)\nhint: .+\n$/)
    expect(code).toBe(6)
  })
})
