/**
 * Activity: a record of every stream, at this end of it.
 *
 * Owns the records of streams that are open, and those that are not on disk yet: they are written together, a second after the
 * first of them. Bytes are counted by whoever carries them, into the record.
 */
import type { ActivityOutcome, ActivityQuery, ActivityRecord } from '../api/activity.ts'
import type { Page } from '../api/types.ts'
import { toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import type { ActivityStore, Conditions, MeshRecord } from './activity-store.ts'
import type { AgentCounters } from './metrics.ts'

/** How long a record may wait for others before it is written, in seconds. */
const writeSeconds = 1

/** Between two looks at what is too old or too much, in milliseconds. */
const pruneMs = 60_000

/** Records that one page has unless told otherwise. */
const defaultLimit = 100

/** What is known of a stream when it begins. */
export type StreamFacts = Pick<MeshRecord, 'mesh' | 'side' | 'user' | 'endpoint' | 'protocol' | 'service' | 'path'>

/** The record of a stream that is open: what carries it counts into it. */
export type StreamRecord = Pick<MeshRecord, 'id' | 'sent' | 'received' | 'path'>

export interface Activity {
  begin: (facts: StreamFacts) => StreamRecord
  /** Once for each that was begun; what is told again is not heard. */
  end: (record: StreamRecord, outcome: ActivityOutcome) => void
  /** The records of streams that are open now. */
  open: () => MeshRecord[]
  /** Newest first. */
  list: (mesh: string, query: ActivityQuery) => Page<ActivityRecord>
  /** Deletes all records of a mesh. */
  forget: (mesh: string) => void
}

export interface ActivityComponents {
  store: ActivityStore
  counters: Pick<AgentCounters, 'began' | 'ended'>
  log: Log
  now: () => number
}

export function createActivity({ store, counters, log, now }: ActivityComponents): Activity {
  const open = new Map<number, MeshRecord>()
  const unwritten = new Set<MeshRecord>()
  let nextId = store.nextId
  let pruned = 0
  const write = (): void => {
    const records = [...unwritten]
    unwritten.clear()
    try {
      if (records.length > 0) store.put(records)
      if (now() - pruned < pruneMs) return
      pruned = now()
      store.prune(pruned)
    } catch (caught) {
      log.error('activity not written', { records: records.length, message: toFault(caught).message })
    }
  }
  const writeLater = (record: MeshRecord): void => {
    unwritten.add(record)
    if (unwritten.size === 1) new Timeout(writeSeconds).wait().then(write)
  }
  return {
    begin: facts => {
      const record: MeshRecord = { ...facts, id: nextId++, start: now(), sent: 0, received: 0, outcome: 'open' }
      open.set(record.id, record)
      writeLater(record)
      counters.began(record)
      return record
    },
    end: ({ id }, outcome) => {
      const record = open.get(id)
      if (!record) return
      open.delete(id)
      record.end = now()
      record.outcome = outcome
      writeLater(record)
      counters.ended(record)
    },
    open: () => recordsOf(open),
    list: (mesh, query) => {
      write()
      const limit = query.limit ?? defaultLimit
      const items = store.find(conditionsOf(mesh, query), limit).map(record => withCounts(record, open.get(record.id)))
      const last = items[items.length - 1]
      return items.length === limit && last ? { items, next: String(last.id) } : { items }
    },
    forget: mesh => {
      write()
      store.forget(mesh)
    },
  }
}

function recordsOf(open: Map<number, MeshRecord>): MeshRecord[] {
  const records: MeshRecord[] = []
  for (const [, record] of open) records.push(record)
  return records
}

/** Of a stream that is open more is known now than was written. */
function withCounts(record: ActivityRecord, live: MeshRecord | undefined): ActivityRecord {
  return live ? { ...record, path: live.path, sent: live.sent, received: live.received } : record
}

function conditionsOf(mesh: string, query: ActivityQuery): Conditions {
  const { since, user, endpoint, service, side, outcome, after } = query
  const all: Conditions = { terms: ['mesh = ?'], values: [mesh] }
  const add = (term: string, value: string | number | undefined, times = 1) => {
    if (value === undefined) return
    all.terms.push(term)
    for (let i = 0; i < times; i++) all.values.push(value)
  }
  add('start >= ?', since)
  add('user = ?', user)
  add('(endpoint = ? OR endpoint_name = ?)', endpoint, 2)
  add('service = ?', service)
  add('side = ?', side)
  add('outcome = ?', outcome)
  add('id < ?', after === undefined ? undefined : Number(after))
  return all
}
