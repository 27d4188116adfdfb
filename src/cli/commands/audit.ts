/** `ztm audit`: who did what to the mesh, when, and from where. */
import { fault } from '../../common/errors.ts'
import { type Command, done, jsonOption, meshOption } from '../command.ts'
import { printJson, printTable } from '../output.ts'

/** Records that one question may ask for. */
const mostRecords = 1000

export const audit: Command = {
  summary: "Shows the CA's log of administration and enrolments, the newest first. For admins.",
  words: '',
  count: [0, 0],
  options: {
    ...meshOption,
    ...jsonOption,
    limit: { value: 'N', help: `how many records, at most ${mostRecords}`, default: '50' },
    search: { value: 'TEXT', help: 'only those with this in user, act, target, outcome or address' },
    after: { value: 'ID', help: 'go on behind this record of an earlier answer' },
  },
  prints: 'AuditRecord[]',
  examples: ['ztm audit', 'ztm audit --search evict', 'ztm audit --limit 1000 --json'],
  run: async ({ given, agent, mesh }) => {
    const limit = Number(given.text('limit'))
    if (!Number.isInteger(limit) || limit < 1 || limit > mostRecords) {
      throw fault('bad-request', `--limit ${given.text('limit')} is not a number from 1 to ${mostRecords}`)
    }
    const query = {
      limit,
      after: given.has('after') ? given.text('after') : undefined,
      search: given.text('search') || undefined,
    }
    const { items } = await agent('GET /api/meshes/{mesh}/audit', { params: { mesh: await mesh() }, query })
    if (given.has('json')) printJson(items)
    else {
      printTable(
        ['ID', 'TIME', 'USER', 'ACT', 'TARGET', 'OUTCOME', 'FROM'],
        items.map(one => [
          String(one.id),
          new Date(one.time).toISOString(),
          one.user,
          one.action,
          one.target,
          one.outcome,
          one.from || '-',
        ]),
        'nothing was done yet',
      )
    }
    return done()
  },
}
