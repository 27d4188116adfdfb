/** `ztm leave`: ends the membership in a mesh and deletes its keys. */
import { type Command, done } from '../command.ts'

export const leave: Command = {
  summary: 'Leaves a mesh: closes its ports, withdraws its services, deletes its keys.',
  words: 'MESH',
  count: [1, 1],
  complete: ['mesh'],
  options: {},
  examples: ['ztm leave home'],
  run: async ({ given, agent }) => {
    const mesh = given.words[0] ?? ''
    await agent('DELETE /api/meshes/{mesh}', { params: { mesh } })
    return done(`left ${mesh}`)
  },
}
