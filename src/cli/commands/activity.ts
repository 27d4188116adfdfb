/** `ztm activity`: the streams that this computer opened or served. */
import type { ActivityRecord } from '../../api/activity.ts'
import type { Page } from '../../api/types.ts'
import { parseDuration } from '../../common/duration.ts'
import { fault } from '../../common/errors.ts'
import { type Command, countOf, done, jsonOption, meshOption, type Scene } from '../command.ts'
import { formatBytes, formatDuration, printJson, printTable } from '../output.ts'

/** Records that the agent gives at once. */
const pageLimit = 1000

const sides = ['entry', 'serving']

export const activity: Command = {
  summary: 'Shows who reached what through this computer, when, by which path, how much, and how it ended.',
  details: [
    'Each end of a stream keeps a record of it, for 7 days or 100 MB unless the agent was told otherwise. What was refused is there, too, with the code of the error as its outcome. Other outcomes: open (it is there), done, broken (a connection broke), lost (the agent ended before it).',
  ],
  words: '',
  count: [0, 0],
  options: {
    ...meshOption,
    ...jsonOption,
    since: { value: 'TIME', help: 'only what began so long ago or less: 30m, 1h, 7d' },
    user: { value: 'USER', help: 'only what endpoints of this user opened', complete: 'user' },
    endpoint: { value: 'NAME', help: 'only with this other end, by its name or id', complete: 'endpoint' },
    service: { value: 'tcp/NAME', help: 'only to this service', complete: 'service' },
    side: { value: 'SIDE', help: 'only entry (opened here) or serving (served here)', complete: sides },
    outcome: { value: 'OUTCOME', help: 'only what ended so: done, broken, access-denied, ...' },
    limit: { value: 'N', help: 'this many at most, the newest first', default: '100' },
  },
  prints: 'ActivityRecord[]',
  examples: ['ztm activity --since 1h --user bob --json', 'ztm activity --outcome access-denied'],
  run: async scene => {
    const records = await fetchAll(scene)
    if (scene.given.has('json')) printJson(records)
    else print(records, scene.now())
    return done()
  },
}

async function fetchAll({ given, agent, mesh, now }: Scene): Promise<ActivityRecord[]> {
  const limit = countOf(given, 'limit')
  const side = given.text('side') || undefined
  if (side && !sides.includes(side)) {
    throw fault('bad-request', `there is no side "${side}"`, 'Write --side entry or --side serving')
  }
  const optional = (name: string) => given.text(name) || undefined
  const query = {
    since: given.has('since') ? now() - parseDuration(given.text('since'), 'since') * 1000 : undefined,
    user: optional('user'),
    endpoint: optional('endpoint'),
    service: optional('service'),
    outcome: optional('outcome'),
    side,
  }
  const params = { mesh: await mesh() }
  const records: ActivityRecord[] = []
  let after: string | undefined
  do {
    const part = { ...query, limit: Math.min(pageLimit, limit - records.length), after }
    const page: Page<ActivityRecord> = await agent('GET /api/meshes/{mesh}/activity', { params, query: part })
    records.push(...page.items)
    after = page.next
  } while (after && records.length < limit)
  return records
}

function print(records: ActivityRecord[], now: number): void {
  printTable(
    ['AGO', 'SIDE', 'USER', 'OTHER END', 'SERVICE', 'PATH', 'FOR', 'SENT', 'RECEIVED', 'OUTCOME'],
    records.map(record => [
      formatDuration(now - record.start),
      record.side,
      record.user,
      record.endpoint?.name ?? record.endpoint?.id ?? '-',
      `${record.protocol}/${record.service}`,
      record.path ?? '-',
      formatDuration((record.end ?? now) - record.start),
      formatBytes(record.sent),
      formatBytes(record.received),
      record.outcome,
    ]),
    'no stream was opened or served here in that time',
  )
}
