/** Activity as CSV: every record a line, whatever its names hold, and nothing that a spreadsheet would compute. */
import { expect, test } from 'vitest'
import { csvOf } from '../../../gui/src/pages/activity-csv.ts'
import type { ActivityRecord } from '../../../src/api/activity.ts'

const record: ActivityRecord = {
  id: 7,
  side: 'entry',
  user: 'alice',
  endpoint: { id: 'e-1', name: 'desk' },
  protocol: 'tcp',
  service: 'git',
  path: 'direct',
  start: 0,
  end: 1500,
  sent: 12,
  received: 34,
  outcome: 'done',
}
const lineOf = (changed: Partial<ActivityRecord>) => csvOf([{ ...record, ...changed }]).split('\r\n')[1]

test('a record is a line in the order of the heading, times in UTC', () => {
  expect(csvOf([record])).toBe(
    'id,start,end,side,user,endpoint_id,endpoint_name,service,path,sent_bytes,received_bytes,outcome\r\n' +
      '7,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.500Z,entry,alice,e-1,desk,tcp/git,direct,12,34,done\r\n',
  )
})

test('what is not known is empty', () => {
  expect(lineOf({ end: undefined, endpoint: undefined, path: undefined, outcome: 'open' })).toBe(
    '7,1970-01-01T00:00:00.000Z,,entry,alice,,,tcp/git,,12,34,open',
  )
})

test('commas, quotes and line ends stay inside their cell; a formula becomes a text', () => {
  expect(lineOf({ user: 'a,b' })).toContain(',"a,b",')
  expect(csvOf([{ ...record, user: 'a\nb' }])).toContain(',"a\nb",')
  expect(lineOf({ user: 'say "x"' })).toContain(',"say ""x""",')
  expect(lineOf({ user: '=1+1' })).toContain(",'=1+1,")
})
