/** `ztm ca`: the roots of the mesh, and their rotation. */
import type { CAStatus } from '../../api/ca.ts'
import { fault } from '../../common/errors.ts'
import { type Command, done, jsonOption, meshOption, type Scene } from '../command.ts'
import { formatDuration, printJson, printTable } from '../output.ts'

/** Digits of a fingerprint that are shown: enough to tell two apart. */
const shownDigits = 16

export const ca: Command = {
  summary: "Shows the roots of the mesh's CA, brings in a new one, or goes on without who did not follow. For admins.",
  details: [
    'rotate: a second root comes, endpoints and then hubs renew their certificates by it, and the first is retired by itself when all have. Nobody joins again. Endpoints that are off are waited for as long as their certificates are good.',
    'retire: does not wait for endpoints any longer. Those that did not follow have to join again.',
    'Permits that were made before a rotation are worth nothing when the old root is retired.',
  ],
  words: '[rotate | retire]',
  count: [0, 1],
  complete: [['rotate', 'retire']],
  options: { ...meshOption, ...jsonOption },
  prints: 'CAStatus',
  examples: ['ztm ca', 'ztm ca rotate'],
  run: async ({ given, agent, mesh }) => {
    const [verb] = given.words
    const params = { mesh: await mesh() }
    if (verb === undefined) return show(given, await agent('GET /api/meshes/{mesh}/ca', { params }))
    if (verb === 'rotate') return show(given, await agent('POST /api/meshes/{mesh}/ca/rotation', { params }))
    if (verb === 'retire') return show(given, await agent('DELETE /api/meshes/{mesh}/ca/rotation', { params }))
    throw fault('bad-request', `"ca ${verb}" is not understood`, 'Write ztm ca, ztm ca rotate or ztm ca retire')
  },
}

function show(given: Scene['given'], status: CAStatus) {
  if (given.has('json')) {
    printJson(status)
    return done()
  }
  printTable(
    ['ROOT', 'FINGERPRINT', 'GOOD UNTIL', 'ENDPOINTS', 'HUBS'],
    status.roots.map(root => [
      root.name,
      root.fingerprint.substring(0, shownDigits),
      new Date(root.notAfter).toISOString(),
      String(root.endpoints),
      String(root.hubs),
    ]),
    'no root',
  )
  if (status.roots.length < 2) return done()
  const names = status.waitingFor.map(
    one => `${one.name} (user ${one.user}, ${formatDuration(one.notAfter - Date.now())})`,
  )
  return done(names.length > 0 ? `waiting for ${names.join(', ')}` : 'all endpoints have followed, waiting for hubs')
}
