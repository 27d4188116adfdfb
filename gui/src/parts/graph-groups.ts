/**
 * Where users and their endpoints stand in the picture of a large mesh: a box for each user, a dot for each endpoint.
 *
 * Pure: from endpoints and a width in pixels to boxes. Users beyond those that can be told apart share the last box.
 */
import type { Endpoint } from '../../../src/api/types.ts'

export interface GroupBox {
  /** undefined: of several users. */
  user: string | undefined
  /** How many users are in it. */
  users: number
  members: Endpoint[]
  x: number
  y: number
  width: number
  height: number
  /** Dots side by side. */
  perRow: number
}

export interface GroupLayout {
  boxes: GroupBox[]
  height: number
}

/** More boxes cannot be told apart. */
const mostBoxes = 24

/** A box is about this wide; there is so much between two, and so much inside its edge. */
const boxWidth = 200
const gap = 14
export const inset = 12

/** From one dot to the next, and what the title takes above them. */
export const dotStep = 11
export const titleHeight = 32

export function layoutGroups(endpoints: readonly Endpoint[], width: number, top: number): GroupLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (boxWidth + gap)))
  const boxSpan = (width - gap * (columns - 1)) / columns
  const perRow = Math.max(1, Math.floor((boxSpan - 2 * inset) / dotStep))
  const ends: number[] = Array.from({ length: columns }, () => top)
  const boxes = groupsOf(endpoints).map(group => {
    const column = ends.indexOf(Math.min(...ends))
    const height = titleHeight + Math.ceil(group.members.length / perRow) * dotStep + inset
    const y = ends[column] ?? top
    ends[column] = y + height + gap
    return { ...group, x: column * (boxSpan + gap), y, width: boxSpan, height, perRow }
  })
  return { boxes, height: Math.max(...ends) - gap }
}

type Group = Pick<GroupBox, 'user' | 'users' | 'members'>

/** The largest first. */
function groupsOf(endpoints: readonly Endpoint[]): Group[] {
  const byUser = new Map<string, Endpoint[]>()
  for (const endpoint of endpoints) {
    const members = byUser.get(endpoint.user)
    if (members) members.push(endpoint)
    else byUser.set(endpoint.user, [endpoint])
  }
  const groups: Group[] = [...byUser].map(([user, members]) => ({ user, users: 1, members }))
  groups.sort((a, b) => b.members.length - a.members.length)
  if (groups.length <= mostBoxes) return groups
  const rest = groups.splice(mostBoxes - 1)
  return [...groups, { user: undefined, users: rest.length, members: rest.flatMap(({ members }) => members) }]
}
