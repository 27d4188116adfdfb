/**
 * Takes samples of what this agent carried and how far its hubs were.
 *
 * Owns the samples of each mesh, in memory only. They are taken whether somebody looks or not, or a
 * chart would begin when it is opened.
 */
import type { Stats } from '../api/stats.ts'
import type { Activity } from './activity.ts'
import type { Membership } from './membership.ts'
import { addSample, type Samples, startSamples } from './samples.ts'

/** Between two samples, in seconds: 720 of them (samples.ts) are an hour. Hubs are pinged more rarely. */
const stepSeconds = 5

export interface StatsComponents {
  now: () => number
  activity: Pick<Activity, 'carried'>
  list: () => Membership[]
}

export interface StatsKeeper {
  of: (mesh: string) => Stats
  /** Another number with each sample. */
  mark: () => number
}

/** Goes on for the life of the process. */
export function createStats({ now, activity, list }: StatsComponents): StatsKeeper {
  const kept = new Map<string, Samples>()
  let taken = 0
  let before = now()
  const take = (): void => {
    const time = now()
    // A clock that was set gives no absurd rates.
    const seconds = Math.max(1, (time - before) / 1000)
    before = time
    taken++
    const memberships = list()
    for (const { name, links } of memberships) {
      const carried = activity.carried(name)
      const samples = kept.get(name) ?? startSamples(carried)
      kept.set(name, samples)
      addSample(samples, { time, seconds, carried, links: links().map(link => link.status()) })
    }
    for (const [name] of kept) if (!memberships.some(one => one.name === name)) kept.delete(name)
  }
  const keepTaking = async (): Promise<void> => {
    for (;;) {
      take()
      await new Timeout(stepSeconds).wait()
    }
  }
  keepTaking()
  return {
    of: mesh => (kept.get(mesh) ?? startSamples(new Map())).stats,
    mark: () => taken,
  }
}
