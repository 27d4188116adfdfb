/** What is kept of activity: so many days, and so many megabytes. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { ActivityRecord } from '../../src/api/activity.ts'
import { engines } from '../harness/engines.ts'
import { startAgent } from '../harness/mesh.ts'
import { waitFor } from '../harness/wait.ts'
import { matrix, ownMesh } from './fixture.ts'

const DAY_MS = 24 * 3600 * 1000

/** Records that are more than a megabyte. */
const MANY = 20_000

/** Puts records into the database of an agent that does not run: `old` of them eight days old, the others of now. */
function fill(directory: string, old: number): void {
  const database = new DatabaseSync(join(directory, 'activity.db'))
  const insert = database.prepare(
    `INSERT INTO streams (mesh, side, user, endpoint, service, path, start, sent, received, outcome)
     VALUES ('home', 'entry', 'root', '01234567-89ab-cdef-0123-456789abcdef', 'tcp/web', 'splice', ?, 1, 2, 'done')`,
  )
  database.exec('BEGIN')
  for (let i = 0; i < MANY; i++) insert.run(Date.now() - (i < old ? 8 * DAY_MS : 0))
  database.exec('COMMIT')
  database.close()
}

test('records of the week before are deleted, and the oldest of more than a megabyte', async () => {
  const { mesh, scope } = await ownMesh({ agents: ['a'] })
  const engine = engines[matrix === 'mixed' ? 'node' : matrix]
  const agent = await startAgent(scope, 'limited', {
    dir: join(mesh.dir, 'limited'),
    engine,
    args: ['--activity-mb', '1'],
  })
  await agent.ok('join', 'home', '--permit', await mesh.invite('root'), '--as', 'limited')
  await agent.kill()
  fill(agent.dir, 1000)
  await agent.start()
  await agent.connected()

  // The first record that is written is also the first look at what is too much.
  await agent.ztm(['connect', 'tcp/nothing'])
  let kept: ActivityRecord[] = []
  const look = async () => {
    kept = await agent.json<ActivityRecord[]>('activity', '--limit', String(2 * MANY))
    return kept.length < MANY
  }
  await waitFor(look, { what: 'records to be deleted', detail: () => `${kept.length} are there` })
  expect(kept.length).toBeGreaterThan(1000)
  expect(kept[0]).toMatchObject({ service: 'nothing', outcome: 'no-such-service' })
  expect(Math.min(...kept.map(record => record.start))).toBeGreaterThan(Date.now() - DAY_MS)
  expect(kept.length * 100, 'a record takes a hundred bytes at least').toBeLessThan(1_100_000)
})
