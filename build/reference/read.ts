/**
 * What the command line says of itself: every command and role, asked from the bundles in dist/; and what they have in common.
 *
 * Owns the meanings of exit statuses and of variables: src/api/errors.ts has a status for each code of an error.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { CommandList, ProgramDescription } from '../../src/api/command-line.ts'

const dist = join(import.meta.dirname, '../../dist')

export interface Reference {
  version: string
  groups: CommandList['groups']
}

/** What an exit status means; src/api/errors.ts gives each code of an error one of them. */
export const statuses: [status: number, meaning: string][] = [
  [0, 'It is done.'],
  [1, 'It failed: something else than below. The message says what.'],
  [2, 'It was not called rightly, or a document is malformed.'],
  [3, 'The agent of this computer does not run.'],
  [4, 'What was named is not there.'],
  [5, 'It was denied: by the policy, a permit, a certificate, or because it is for admins.'],
  [6, 'It took longer than --timeout.'],
]

/** What programs take from the environment. */
export const variables: [name: string, meaning: string][] = [
  [
    'ZTM_AGENT',
    'address of the local API to call, IP:PORT; without it the one that the agent wrote into its directory. Also where ztm run agent listens without --listen',
  ],
  ['ZTM_DATA', 'directory of the agent to call, and of ztm run agent without --data; without it ~/.ztm/agent'],
  ['ZTM_MESH', 'the mesh that is meant, as by --mesh'],
  ['ZTM_ENGINE', 'node or pipy: the engine to run on; without it Node if there is one, else Pipy'],
  ['ZTM_NODE', 'the node to run on'],
  ['ZTM_PIPY', 'the pipy to run on'],
]

/** All commands and roles, asked from the bundles in dist/. */
export function readReference(): Reference {
  const { version, groups } = ask<CommandList>('ztm.js', ['help', '--json'])
  const roles = ['agent', 'hub', 'ca'].map(role => ask<ProgramDescription>(`ztm-${role}.js`, ['--help', '--json']))
  return { version, groups: [...groups, { title: 'Programs that stay', commands: roles }] }
}

function ask<Answer>(bundle: string, args: string[]): Answer {
  const argv = [join(dist, 'pipy-node.cjs'), join(dist, bundle), '--args', ...args]
  // Defaults that depend on the user are told as for any user.
  const env = { ...process.env, HOME: '~', ZTM_COLUMNS: '', ZTM_RESULT_FILE: '/dev/null', ZTM_END: '' }
  return JSON.parse(execFileSync(process.execPath, argv, { env, encoding: 'utf8' })) as Answer
}
