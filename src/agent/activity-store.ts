/**
 * Records of streams on disk.
 *
 * Owns the database `activity.db` in the data directory, and how much is kept. It can be deleted while the agent does not run.
 * Writes are not waited for by anybody, so a crash of the computer may lose the last of them; a kill of the agent does not.
 */
import type { ActivityOutcome, ActivityRecord } from '../api/activity.ts'
import { openStore, type Row, type Store, type Value } from '../common/store.ts'

/** A record with the mesh that it belongs to. */
export interface MeshRecord extends ActivityRecord {
  mesh: string
}

export interface ActivityLimits {
  /** Days that a record is kept. */
  days: number
  /** Megabytes of records that are kept. */
  megabytes: number
}

/** Parts of a WHERE, and what their question marks stand for. */
export interface Conditions {
  terms: string[]
  values: Value[]
}

export interface ActivityStore {
  /** The id that the next record may have. */
  nextId: number
  /** Adds or replaces records, all or none. Throws storage-failed. */
  put: (records: MeshRecord[]) => void
  /** Newest first. */
  find: (conditions: Conditions, limit: number) => ActivityRecord[]
  /** Deletes what is too old or too much. */
  prune: (now: number) => void
  forget: (mesh: string) => void
}

const dayMs = 24 * 3600 * 1000
const megabyte = 1_000_000

/** Of what is too much, so many of a hundred records are deleted at once. */
const prunedPercent = 10

/** After so many of such steps hardly a record is left. */
const mostSteps = 50

const columns = 13

const migrations = [
  `CREATE TABLE streams (
     id INTEGER PRIMARY KEY, mesh TEXT NOT NULL, side TEXT NOT NULL, user TEXT NOT NULL, endpoint TEXT, endpoint_name TEXT,
     service TEXT NOT NULL, path TEXT, start REAL NOT NULL, end REAL, sent REAL NOT NULL, received REAL NOT NULL,
     outcome TEXT NOT NULL
   );
   CREATE INDEX streams_start ON streams (start);`,
]

/** Opens, or makes, the database. Streams that were open when the agent ended are `lost`. */
export function openActivityStore(directory: string, limits: ActivityLimits): ActivityStore {
  const store = openStore(os.path.join(directory, 'activity.db'), migrations, { isExpendable: true })
  store.run("UPDATE streams SET outcome = 'lost' WHERE outcome = 'open'", [])
  const [last] = store.query('SELECT MAX(id) AS id FROM streams', [])
  return {
    nextId: Number(last?.id ?? 0) + 1,
    put: records => {
      const sql = `INSERT OR REPLACE INTO streams VALUES (${'?, '.repeat(columns - 1)}?)`
      store.transaction(() => {
        for (const record of records) store.run(sql, valuesOf(record))
      })
    },
    find: ({ terms, values }, limit) =>
      store
        .query(`SELECT * FROM streams WHERE ${terms.join(' AND ')} ORDER BY id DESC LIMIT ?`, [...values, limit])
        .map(recordOf),
    prune: now => prune(store, limits, now),
    forget: mesh => store.run('DELETE FROM streams WHERE mesh = ?', [mesh]),
  }
}

function prune(store: Store, { days, megabytes }: ActivityLimits, now: number): void {
  store.run('DELETE FROM streams WHERE start < ?', [now - days * dayMs])
  for (let step = 0; step < mostSteps && usedBytes(store) > megabytes * megabyte; step++) {
    const [range] = store.query('SELECT MIN(id) AS least, MAX(id) AS most FROM streams', [])
    const least = Number(range?.least ?? 0)
    const some = Math.ceil(((Number(range?.most ?? 0) - least + 1) * prunedPercent) / 100)
    store.run('DELETE FROM streams WHERE id < ?', [least + some])
  }
}

/** Pages with something in them: what was deleted is used again before the file grows. */
function usedBytes(store: Store): number {
  const pragma = (name: string) => Number(store.query(`PRAGMA ${name}`, [])[0]?.[name] ?? 0)
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
}

function valuesOf(r: MeshRecord): Value[] {
  return [
    r.id,
    r.mesh,
    r.side,
    r.user,
    r.endpoint?.id ?? null,
    r.endpoint?.name ?? null,
    `${r.protocol}/${r.service}`,
    r.path ?? null,
    r.start,
    r.end ?? null,
    r.sent,
    r.received,
    r.outcome,
  ]
}

function recordOf(row: Row): ActivityRecord {
  const service = String(row.service)
  const slash = service.indexOf('/')
  const record: ActivityRecord = {
    id: Number(row.id),
    side: row.side === 'entry' ? 'entry' : 'serving',
    user: String(row.user),
    protocol: service.startsWith('udp/') ? 'udp' : 'tcp',
    service: service.substring(slash + 1),
    start: Number(row.start),
    sent: Number(row.sent),
    received: Number(row.received),
    outcome: String(row.outcome) as ActivityOutcome,
  }
  if (row.endpoint !== null) record.endpoint = { id: String(row.endpoint) }
  if (record.endpoint && row.endpoint_name !== null) record.endpoint.name = String(row.endpoint_name)
  if (row.path !== null) record.path = String(row.path) as ActivityRecord['path']
  if (row.end !== null) record.end = Number(row.end)
  return record
}
