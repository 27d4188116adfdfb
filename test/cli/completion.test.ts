/** Completion in the real shells: commands, options, files, and names that the agent knows; without an agent, at once and quietly. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { currentMatrix, dist, findProgram, isAvailable, layoutsOf } from '../harness/engines.ts'
import { type Mesh, startMesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { run } from '../harness/process.ts'
import { createScope } from '../harness/scope.ts'
import { startServer } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { launcherEnv } from '../harness/ztm.ts'

const matrix = currentMatrix()
const layout = layoutsOf(matrix === 'mixed' ? 'node' : matrix)[0]
const scope = createScope()
let mesh: Mesh
let cwd: string

beforeAll(async () => {
  // Tests skip themselves where the engine is missing; there is nothing to prepare for them then.
  if (!isAvailable(matrix)) return
  mesh = await startMesh(scope, { layout, agents: ['desk', 'lap'] })
  await mesh.agent('desk').ok('publish', 'tcp/hash', '127.0.0.1:1')
  await mesh.agent('desk').ok('publish', 'udp/dns', '127.0.0.1:2')
  cwd = mkdtempSync(join(makeTemp(scope, 'completion'), 'here-'))
  writeFileSync(join(cwd, 'comp.json'), '{}')
})
afterAll(() => scope.close())

type Variables = Record<string, string | undefined>

function environment(): Variables {
  const agent = mesh.agent('lap')
  const path = `${dist('')}:${process.env.PATH ?? ''}`
  return { ...launcherEnv(agent.engine), ZTM_DATA: agent.dir, ZTM_AGENT: agent.address(), PATH: path, HOME: cwd }
}

interface Shell {
  name: string
  /** A script that prints the candidates of $LINE as words. */
  script: string
  argv: string[]
}

const bash: Shell = {
  name: 'bash',
  script: `source <(ztm completion bash); COMP_LINE=$LINE COMP_POINT=\${#LINE}; _ztm; echo "\${COMPREPLY[@]}"`,
  argv: ['bash', '-c'],
}

const fish: Shell = {
  name: 'fish',
  script: 'ztm completion fish | source; complete -C $LINE',
  argv: ['fish', '--no-config', '-c'],
}

/** On a terminal of its own, with the key that a user presses; prints the line that comes of it. */
const zsh: Shell = {
  name: 'zsh',
  script: `zmodload zsh/zpty
zpty z 'zsh -f -i'
zpty -w z 'PS1=REA""DY_'
zpty -r z out '*READY_*'
zpty -w z 'autoload -U compinit; compinit -u -D; source <(ztm completion zsh); show() print -r -- "<$BUFFER>"; zle -N show; bindkey "^X" show; print DO""NE'
zpty -r z out '*DONE*READY_*'
zpty -wn z $LINE$'\\t\\C-x'
zpty -r z out '*<ztm*>*'
print -r -- \${\${out##*<}%%>*}
zpty -d z`,
  argv: ['zsh', '-f', '-c'],
}

async function completed({ argv, script }: Shell, line: string, env: Variables = {}): Promise<string> {
  const { stdout, stderr } = await run({ argv: [...argv, script], cwd, env: { ...environment(), LINE: line, ...env } })
  expect(stderr).toBe('')
  return stdout
}

/** What is typed, and what a shell that shows candidates has for it. */
const candidates: [line: string, words: string[]][] = [
  ['ztm publi', ['publish']],
  ['ztm ping ', ['desk', 'lap']],
  ['ztm connect tcp/', ['hash']],
  ['ztm connect tcp/hash@', ['desk']],
  ['ztm describe service udp/', ['dns']],
  ['ztm evict --endpoint l', ['lap']],
  ['ztm status --mesh home --j', ['json']],
  ['ztm apply -f comp.', ['comp.json']],
  ['ztm run h', ['hub']],
  ['ztm leave ', ['home']],
]

for (const shell of [bash, fish]) {
  describe.runIf(findProgram(shell.name))(shell.name, () => {
    test.each(candidates)('%s', async (line, words) => {
      const found = await completed(shell, line)
      for (const word of words) expect(found).toContain(word)
      expect(found).not.toContain('evict')
    })

    test('knows the ports of the endpoint that was typed', async () => {
      const port = String(await freePort())
      await mesh.agent('desk').ok('open', port, 'tcp/hash')
      expect(await completed(shell, 'ztm close --endpoint desk ')).toContain(port)
      expect(await completed(shell, 'ztm close ')).not.toContain(port)
      await mesh.agent('desk').ok('close', port)
    })

    test('has no names without an agent, and says nothing', async () => {
      expect((await completed(shell, 'ztm ping ', { ZTM_DATA: '/nowhere' })).trim()).toBe('')
    })

    test('does not wait for an agent that does not answer', async () => {
      const { address } = await startServer(scope, () => undefined)
      expect((await completed(shell, 'ztm ping ', { ZTM_AGENT: address })).trim()).toBe('')
    })
  })
}

describe.runIf(findProgram('zsh'))('zsh', () => {
  test.each([
    ['ztm publi', 'ztm publish '],
    ['ztm connect tcp/ha', 'ztm connect tcp/hash '],
    ['ztm apply -f comp.', 'ztm apply -f comp.json '],
    ['ztm evict --endpoint la', 'ztm evict --endpoint lap '],
  ])('%s', async (line, whole) => {
    expect(await completed(zsh, line)).toBe(`${whole}\n`)
  })
})
