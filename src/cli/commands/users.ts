/** `ztm users`: the users of the mesh; the same as `ztm get users`. */
import { type Command, jsonOption, meshOption } from '../command.ts'
import { get } from './get.ts'

export const users: Command = {
  summary: 'Lists the users of the mesh: admins see all who have joined, others who is online.',
  words: '',
  count: [0, 0],
  options: { ...meshOption, ...jsonOption },
  prints: 'UserSummary[]',
  examples: ['ztm users'],
  run: scene => get.run({ ...scene, given: { ...scene.given, words: ['users'] } }),
}
