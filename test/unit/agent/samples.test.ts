/** Samples of traffic and round trips: rates, gaps, and that an hour is all that is kept. */
import { expect, test } from 'vitest'
import { addSample, mostSamples, startSamples } from '../../../src/agent/samples.ts'
import type { HubLink } from '../../../src/api/types.ts'

const link = (address: string, roundTrip?: number): HubLink => ({ address, state: 'connected', since: 0, roundTrip })

test('rates are of the time since the sample before; what was carried before the first counts for nothing', () => {
  const first = new Map([['a', { sent: 1000, received: 0 }]])
  const samples = startSamples(first)
  addSample(samples, { time: 1, seconds: 5, carried: first, links: [] })
  const second = new Map([
    ['a', { sent: 1500, received: 50 }],
    ['b', { sent: 0, received: 5 }],
    ['', { sent: 50, received: 0 }],
  ])
  addSample(samples, { time: 2, seconds: 5, carried: second, links: [] })
  const endpoints = [
    { id: 'a', sent: 100, received: 10 },
    { id: 'b', sent: 0, received: 1 },
  ]
  expect(samples.stats).toEqual({ times: [1, 2], sent: [0, 110], received: [0, 11], hubs: [], endpoints })
  addSample(samples, { time: 3, seconds: 5, carried: second, links: [] })
  expect(samples.stats).toMatchObject({ sent: [0, 110, 0], endpoints: [] })
})

test('a hub that comes later, is lost and is back has gaps, and lists stay as long as the times', () => {
  const samples = startSamples(new Map())
  const links = [[], [link('a:1', 3)], [link('a:1')], [], [link('a:1', 5)]]
  links.forEach((some, time) => addSample(samples, { time, seconds: 5, carried: samples.carried, links: some }))
  expect(samples.stats.hubs).toEqual([{ address: 'a:1', roundTrips: [null, 3, null, null, 5] }])
})

test('a clock that is set back begins anew: times rise', () => {
  const samples = startSamples(new Map())
  for (const time of [1000, 2000, 500, 600])
    addSample(samples, { time, seconds: 1, carried: samples.carried, links: [link('a:1', 1)] })
  expect(samples.stats.times).toEqual([500, 600])
  expect(samples.stats.hubs).toEqual([{ address: 'a:1', roundTrips: [1, 1] }])
})

test('a year of samples takes no more than an hour of them, and hubs that are gone are forgotten', () => {
  const samples = startSamples(new Map())
  for (let time = 0; time < 10 * mostSamples; time++) {
    const links = [link(`hub-${Math.floor(time / mostSamples)}:1`, 1)]
    addSample(samples, { time, seconds: 5, carried: samples.carried, links })
  }
  const { times, sent, received, hubs } = samples.stats
  const lists = [times, sent, received, ...hubs.map(({ roundTrips }) => roundTrips)]
  expect(lists.map(list => list.length)).toEqual(lists.map(() => mostSamples))
  expect(hubs.map(({ address }) => address)).toEqual(['hub-9:1'])
})
