/**
 * Activity: a record of every stream, at this end of it.
 *
 * Owns the records of streams that are open, and those that are not on disk yet: they are written together, a second after the
 * first of them. Bytes are counted by filters of whoever carries them.
 */
import type { ActivityOutcome, ActivityQuery, ActivityRecord } from '../api/activity.ts'
import type { Page } from '../api/types.ts'
import { type ByteCounter, createByteCounter } from '../common/byte-counter.ts'
import { toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import type { ActivityStore, Conditions, MeshRecord } from './activity-store.ts'
import type { AgentCounters } from './metrics.ts'
import type { CarriedBy } from './samples.ts'

/** How long a record may wait for others before it is written, in seconds. */
const writeSeconds = 1

/** Between two looks at what is too old or too much, in milliseconds. */
const pruneMs = 60_000

/** Records that one page has unless told otherwise. */
const defaultLimit = 100

/** What is known of a stream when it begins. */
export type StreamFacts = Pick<MeshRecord, 'mesh' | 'side' | 'user' | 'endpoint' | 'protocol' | 'service' | 'path'>

/** The record of a stream that is open. Whoever carries it sets its other end and path, and lets its bytes be counted. */
export interface StreamRecord extends Pick<MeshRecord, 'endpoint' | 'path'> {
  readonly id: number
  sent: ByteCounter
  received: ByteCounter
}

/** A record that is not on disk as it is now. */
interface Live extends StreamRecord {
  facts: StreamFacts
  start: number
  end?: number
  outcome: ActivityOutcome
}

export interface Activity {
  begin: (facts: StreamFacts) => StreamRecord
  /** Once for each that was begun; what is told again is not heard. */
  end: (record: StreamRecord, outcome: ActivityOutcome) => void
  /** The records of streams that are open now. */
  open: () => MeshRecord[]
  /** Another text whenever a stream begins, ends or carries something. */
  mark: () => string
  /** Bytes that streams of a mesh took out of this computer and into it, since the agent started. */
  carried: (mesh: string) => CarriedBy
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

export function createActivity({ store, counters: counted, log, now }: ActivityComponents): Activity {
  const open = new Map<number, Live>()
  const unwritten = new Set<Live>()
  /** By streams that have ended, of each mesh. */
  const carried = new Map<string, CarriedBy>()
  let nextId = store.nextId
  let ended = 0
  let pruned = 0
  const write = (): void => {
    const records = [...unwritten].map(recordOf)
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
  const writeLater = (live: Live): void => {
    unwritten.add(live)
    if (unwritten.size === 1) new Timeout(writeSeconds).wait().then(write)
  }
  return {
    begin: facts => {
      const { endpoint, path } = facts
      const counters = { sent: createByteCounter(), received: createByteCounter() }
      const live: Live = { facts, endpoint, path, ...counters, id: nextId++, start: now(), outcome: 'open' }
      open.set(live.id, live)
      writeLater(live)
      counted.began(recordOf(live))
      return live
    },
    end: ({ id }, outcome) => {
      const live = open.get(id)
      if (!live) return
      open.delete(id)
      ended++
      live.end = now()
      live.outcome = outcome
      writeLater(live)
      const record = recordOf(live)
      const sums = carried.get(record.mesh) ?? new Map()
      carried.set(record.mesh, sums)
      add(sums, record)
      counted.ended(record)
    },
    open: () => recordsOf(open),
    mark: () => `${nextId} ${ended} ${bytesOf(open)}`,
    carried: mesh => {
      const sums = copyOf(carried.get(mesh) ?? new Map())
      for (const [, live] of open) if (live.facts.mesh === mesh) add(sums, recordOf(live))
      return sums
    },
    list: (mesh, query) => {
      write()
      const limit = query.limit ?? defaultLimit
      const items = store.find(conditionsOf(mesh, query), limit).map(record => withCounts(record, open.get(record.id)))
      const last = items[items.length - 1]
      return items.length === limit && last ? { items, next: String(last.id) } : { items }
    },
    forget: mesh => {
      write()
      carried.delete(mesh)
      store.forget(mesh)
    },
  }
}

/** Bytes to a service leave the computer at the entry, and come to the one that serves. */
function add(sums: CarriedBy, { side, endpoint, sent, received }: MeshRecord): void {
  const [out, into] = side === 'entry' ? [sent, received] : [received, sent]
  const id = endpoint?.id ?? ''
  const sum = sums.get(id)
  sums.set(id, { sent: (sum?.sent ?? 0) + out, received: (sum?.received ?? 0) + into })
}

function copyOf(sums: CarriedBy): CarriedBy {
  const copy: CarriedBy = new Map()
  for (const [id, sum] of sums) copy.set(id, sum)
  return copy
}

function recordsOf(open: Map<number, Live>): MeshRecord[] {
  const records: MeshRecord[] = []
  for (const [, live] of open) records.push(recordOf(live))
  return records
}

function bytesOf(open: Map<number, Live>): number {
  let bytes = 0
  for (const [, { sent, received }] of open) bytes += sent.count() + received.count()
  return bytes
}

function recordOf({ facts, id, endpoint, path, start, end, sent, received, outcome }: Live): MeshRecord {
  const record: MeshRecord = { ...facts, id, start, sent: sent.count(), received: received.count(), outcome }
  if (endpoint) record.endpoint = endpoint
  if (path) record.path = path
  if (end !== undefined) record.end = end
  return record
}

/** Of a stream that is open more is known now than was written. */
function withCounts(record: ActivityRecord, live: Live | undefined): ActivityRecord {
  if (!live) return record
  const { endpoint, path, sent, received } = recordOf(live)
  return { ...record, endpoint, path, sent, received }
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
