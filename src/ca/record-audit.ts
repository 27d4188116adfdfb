/**
 * The audit log as the CA keeps it: one row an act, in the order in which they were.
 *
 * Owns nothing: the store is handed in. Rows are only added, and the oldest go when there are too many.
 */
import type { AuditRecord } from '../api/ca.ts'
import type { Row, Store } from '../common/store.ts'

/** Records that are kept: years of a large mesh, some tens of megabytes. */
const mostRecords = 200_000

/** Longest text of a field: names of a thousand evicted endpoints need not all stand there. */
const fieldLength = 500

/** What a search looks into. */
const searched = "user || ' ' || action || ' ' || target || ' ' || outcome || ' ' || source"

export interface AuditRecords {
  putAudit: (record: Omit<AuditRecord, 'id'>) => void
  /** The newest first, from before the record `before` on; only those with `search` somewhere in them, in any case of its letters. */
  listAudit: (options: { before: number | undefined; limit: number; search: string }) => AuditRecord[]
}

export function auditIn(store: Store): AuditRecords {
  return {
    putAudit: ({ time, user, endpoint, action, target, outcome, from }) => {
      const fields = [user, endpoint, action, target, outcome, from].map(text => text.substring(0, fieldLength))
      store.run(
        'INSERT INTO audit (time, user, endpoint, action, target, outcome, source) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [time, ...fields],
      )
      store.run('DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?', [mostRecords])
    },
    listAudit: ({ before, limit, search }) =>
      store
        .query(
          `SELECT * FROM audit WHERE id < ? AND instr(lower(${searched}), lower(?)) > 0 ORDER BY id DESC LIMIT ?`,
          [before ?? Number.MAX_SAFE_INTEGER, search, limit],
        )
        .map(recordOf),
  }
}

function recordOf(row: Row): AuditRecord {
  return {
    id: Number(row.id),
    time: Number(row.time),
    user: String(row.user),
    endpoint: String(row.endpoint),
    action: String(row.action),
    target: String(row.target),
    outcome: String(row.outcome),
    from: String(row.source),
  }
}
