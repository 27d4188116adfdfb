/**
 * The page of users: a small mesh as it is, for an administrator and for others; ten thousand who have joined, which the test
 * answers in place of the agent.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Member } from '../../src/api/state.ts'
import { listUsers } from '../../src/common/user-listing.ts'
import { listEndpoints, summarize } from '../../src/hub/directory-lists.ts'
import type { Mesh } from '../harness/mesh.ts'
import { useMesh } from '../mesh/fixture.ts'
import { canRun, go, openConsole, useBrowser } from './browser.ts'
import { widest } from './in-page.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun
  ? useMesh({ agents: ['desk'] }, async made => {
      await made.addAgent('phone', { user: 'alice' })
    })
  : () => expect.unreachable()

const COUNT = 10_000

/** Half of them are of one user, the rest of two thousand users with a few each. */
const joined: Member[] = Array.from({ length: COUNT }, (_, index) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  name: `computer-${index}`,
  user: index % 2 === 0 ? 'fleet' : `user-${index % 1999}`,
  labels: {},
  notAfter: Date.now() + 1_000_000,
}))

/** Those whose number ends with 0 to 4. */
const online = joined
  .filter((_, index) => index % 10 < 5)
  .map(({ id, name, user }) => ({ id, name, user, services: [], since: 0, address: '127.0.0.1:5', version: '0.1.0' }))

/** Answers as the CA and a hub of that mesh do; gives the ids that were asked about together. */
async function pretend(page: Page): Promise<string[][]> {
  const asked: string[][] = []
  const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams)
  await page.route('**/api/meshes/*/summary', route => route.fulfill({ json: summarize(online, 'pretended') }))
  await page.route('**/api/meshes/*/joined-users?*', route =>
    route.fulfill({ json: listUsers(joined, queryOf(route.request().url()), ({ id, name }) => ({ id, name })) }),
  )
  await page.route('**/api/meshes/*/endpoints?*', route => {
    const query = queryOf(route.request().url())
    if (query.ids) asked.push(query.ids.split(','))
    route.fulfill({ json: listEndpoints(online, query) })
  })
  return asked
}

test('an administrator sees all who have joined, and evicts a user whose computer is off', async () => {
  const { agent, addAgent } = mesh()
  const tablet = await addAgent('tablet', { user: 'bob' })
  await tablet.kill()
  const { page, expectQuiet } = await openConsole(await context(), agent('desk'))
  await go(page, 'Users')
  const rows = page.getByRole('table', { name: 'Users', exact: true }).locator('tbody tr')
  await rows.filter({ hasText: 'bob' }).getByText('tablet (offline)').waitFor()
  expect(await rows.locator('strong').allInnerTexts()).toEqual(['alice', 'bob', 'root'])
  await rows.filter({ hasText: 'alice' }).getByText('phone', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Evict bob' }).click()
  await page.getByRole('dialog', { name: 'Evict bob?' }).getByRole('button', { name: 'Evict bob' }).click()
  await rows.filter({ hasText: 'bob' }).waitFor({ state: 'hidden' })
  const members = await agent('desk').json<Member[]>('get', 'members')
  expect(members.map(({ user }) => user)).toEqual(['root', 'alice'])
  expectQuiet()
})

test('others see the users who are online, as the hub lists them', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('phone'))
  await go(page, 'Users')
  const rows = page.getByRole('table', { name: 'Users who are online' }).locator('tbody tr')
  await rows.filter({ hasText: 'root' }).getByRole('link', { name: 'desk' }).waitFor()
  await rows.filter({ hasText: 'alice' }).getByText('phone', { exact: true }).waitFor()
  const heading = page.getByRole('columnheader', { name: 'User' })
  await heading.getByRole('button').click()
  await expect.poll(() => rows.locator('strong').allInnerTexts()).toEqual(['root', 'alice'])
  expectQuiet()
})

test('of ten thousand endpoints a page of users is asked for, and the hub about those that it shows', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('desk'))
  await page.getByText('Everything is well').waitFor()
  const asked = await pretend(page)
  await page.reload()
  await go(page, 'Users')
  const rows = page.getByRole('table', { name: 'Users', exact: true }).locator('tbody tr')
  await page.getByText('1 to 100 of 2000').waitFor()
  const fleet = rows.filter({ hasText: 'fleet' })
  await fleet.getByText('and 4980 more').waitFor()
  expect(await rows.count()).toBe(100)
  // Of the first twenty by name: computer-0, -10, -100, -1000, -1002, ...
  await fleet.getByText('computer-1006 (offline)').waitFor()
  await fleet.getByText('computer-1004', { exact: true }).waitFor()
  expect(Math.max(...asked.map(ids => ids.length))).toBeLessThanOrEqual(100)
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await widest(page)).toBeLessThanOrEqual(360)
  await page.setViewportSize({ width: 1200, height: 800 })

  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('101 to 200 of 2000').waitFor()
  await fleet.waitFor({ state: 'hidden' })
  asked.length = 0
  await page.getByRole('searchbox').fill('fleet computer-9998')
  await expect.poll(() => rows.count()).toBe(1)
  expect(await fleet.getByRole('link').first().textContent()).toBe('computer-9998')
  expect(page.url()).toMatch(/search=fleet/)
  expect(asked.every(ids => ids.length <= 20)).toBe(true)

  // What a row does not name is found among the endpoints.
  await page.getByRole('link', { name: 'and 4980 more' }).click()
  await page.getByRole('heading', { level: 1, name: 'Endpoints' }).waitFor()
  await page.getByText('1 to 100 of 3000').waitFor()
  expect(await page.getByRole('searchbox').inputValue()).toBe('fleet')
  expectQuiet()
})
