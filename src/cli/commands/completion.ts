/** `ztm completion`: the script with which a shell completes what is typed. */
import { suggest } from '../../common/command/suggest.ts'
import { fault } from '../../common/errors.ts'
import { type Command, done } from '../command.ts'
import { bash } from '../completion/bash.ts'
import { fish } from '../completion/fish.ts'
import { zsh } from '../completion/zsh.ts'

const scripts: Record<string, string> = { bash, zsh, fish }
const shells = Object.keys(scripts)

export const completion: Command = {
  summary: 'Prints the script with which bash, zsh or fish completes commands, options and names.',
  details: [
    'Names of meshes, endpoints, services, users and ports are asked from the agent; without one, or when it takes more than two seconds, there are none.',
  ],
  words: shells.join('|'),
  count: [1, 1],
  complete: [shells],
  isLocal: true,
  options: {},
  examples: [
    'source <(ztm completion bash)',
    'ztm completion bash >/etc/bash_completion.d/ztm',
    'ztm completion zsh >~/.zfunc/_ztm',
    'ztm completion fish >~/.config/fish/completions/ztm.fish',
  ],
  run: async ({ given }) => {
    const shell = given.words[0] ?? ''
    const script = shells.includes(shell) ? scripts[shell] : undefined
    if (!script) throw fault('bad-request', `there is no completion for "${shell}"`, suggest(shell, shells))
    println(script)
    return done()
  },
}
