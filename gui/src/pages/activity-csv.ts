/** Records of activity as CSV. Pure. */
import type { ActivityRecord } from '../../../src/api/activity.ts'

const columns: [string, (record: ActivityRecord) => string | number | undefined][] = [
  ['id', ({ id }) => id],
  ['start', ({ start }) => timeOf(start)],
  ['end', ({ end }) => timeOf(end)],
  ['side', ({ side }) => side],
  ['user', ({ user }) => user],
  ['endpoint_id', ({ endpoint }) => endpoint?.id],
  ['endpoint_name', ({ endpoint }) => endpoint?.name],
  ['service', ({ protocol, service }) => `${protocol}/${service}`],
  ['path', ({ path }) => path],
  ['sent_bytes', ({ sent }) => sent],
  ['received_bytes', ({ received }) => received],
  ['outcome', ({ outcome }) => outcome],
]

/** As RFC 4180 has it; times in ISO 8601, UTC. */
export function csvOf(records: readonly ActivityRecord[]): string {
  const rows = [
    columns.map(([name]) => name),
    ...records.map(record => columns.map(([, value]) => cell(value(record)))),
  ]
  return rows.map(row => `${row.join(',')}\r\n`).join('')
}

/** A name that begins like a formula would be computed by a spreadsheet: an apostrophe stops that. */
function cell(value: string | number | undefined): string {
  const text = String(value ?? '')
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const timeOf = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString())
