/** `ztm permits`: lists the permits that can still be used, and revokes one. */
import { fault } from '../../common/errors.ts'
import { type Command, done, jsonOption, meshOption, type Scene } from '../command.ts'
import { formatDuration, formatLabels, printJson, printTable } from '../output.ts'

export const permits: Command = {
  summary: 'Lists the permits that can still be used, or revokes one of them.',
  words: '[revoke ID]',
  count: [0, 2],
  complete: [['revoke']],
  options: { ...meshOption, ...jsonOption },
  prints: 'PermitRecord[]',
  examples: ['ztm permits', 'ztm permits revoke 6f0c2b1d9e3a4f58'],
  run: async scene => {
    const [verb, id] = scene.given.words
    if (verb === undefined) return await list(scene)
    if (verb === 'revoke' && id !== undefined) return await revoke(scene, id)
    throw fault(
      'bad-request',
      `"permits ${scene.given.words.join(' ')}" is not understood`,
      'Write ztm permits revoke ID',
    )
  },
}

async function list({ given, agent, mesh, now }: Scene) {
  const { items } = await agent('GET /api/meshes/{mesh}/permits', { params: { mesh: await mesh() } })
  if (given.has('json')) printJson(items)
  else {
    printTable(
      ['PERMIT', 'USER', 'LEFT', 'EXPIRES IN', 'LABELS', 'MADE BY'],
      items.map(one => [
        one.id,
        one.user,
        `${one.left} of ${one.uses}`,
        formatDuration(one.expires - now()),
        formatLabels(one.labels),
        one.by || '-',
      ]),
      'no permit can be used: ztm invite USER',
    )
  }
  return done()
}

async function revoke({ given, agent, mesh }: Scene, id: string) {
  const revoked = await agent('DELETE /api/meshes/{mesh}/permits/{permit}', {
    params: { mesh: await mesh(), permit: id },
  })
  if (given.has('json')) printJson([revoked])
  return done(`revoked a permit for ${revoked.user} that could enrol ${revoked.left} more`)
}
