/** The picture of a large mesh: every endpoint is in one box, boxes do not overlap, and there are never too many. */
import { expect, test } from 'vitest'
import { dotStep, type GroupBox, inset, layoutGroups, titleHeight } from '../../../gui/src/parts/graph-groups.ts'
import type { Endpoint } from '../../../src/api/types.ts'

const endpoint = (index: number, user: string): Endpoint => ({
  id: `id-${index}`,
  name: `computer-${index}`,
  user,
  services: [],
  since: 0,
  address: '',
  version: '',
})
const many = (count: number, users: number) =>
  Array.from({ length: count }, (_, index) => endpoint(index, `user-${index % users}`))

const overlap = (a: GroupBox, b: GroupBox) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

for (const [count, users, width] of [
  [13, 1, 300],
  [500, 7, 1000],
  [2000, 500, 320],
  [40, 40, 150],
] as const) {
  test(`${count} endpoints of ${users} users in ${width} pixels`, () => {
    const { boxes, height } = layoutGroups(many(count, users), width, 80)
    const ids = boxes.flatMap(({ members }) => members.map(({ id }) => id))
    expect(new Set(ids).size).toBe(count)
    expect(ids.length).toBe(count)
    expect(boxes.length).toBeLessThanOrEqual(24)
    for (const [index, box] of boxes.entries()) {
      expect(boxes.slice(index + 1).filter(other => overlap(box, other))).toEqual([])
      expect(box.x + box.width).toBeLessThanOrEqual(width)
      expect(box.y).toBeGreaterThanOrEqual(80)
      expect(box.y + box.height).toBeLessThanOrEqual(height)
      // Every dot is inside its box.
      expect(inset + box.perRow * dotStep).toBeLessThanOrEqual(box.width)
      expect(titleHeight + Math.ceil(box.members.length / box.perRow) * dotStep).toBeLessThanOrEqual(box.height)
    }
  })
}

test('the largest come first; users beyond those that can be told apart share the last box', () => {
  const fleet = Array.from({ length: 30 }, (_, index) => endpoint(1000 + index, 'fleet'))
  const { boxes } = layoutGroups([...many(40, 40), ...fleet], 800, 0)
  expect(boxes[0]?.user).toBe('fleet')
  expect(boxes.at(-1)).toMatchObject({ user: undefined, users: 18 })
})
