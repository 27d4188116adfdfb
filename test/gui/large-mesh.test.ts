/**
 * The picture of the mesh: live paths in a real one; a directory of hundreds and of thousands, which the test answers in place
 * of the agent.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Endpoint } from '../../src/api/types.ts'
import { listEndpoints, summarize } from '../../src/hub/directory-lists.ts'
import type { Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, go, openConsole, useBrowser } from './browser.ts'
import { widest } from './in-page.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun ? useMesh({ agents: ['desk', 'laptop'] }) : () => expect.unreachable()

/** Half of them are of one user, the rest of users with a few each. */
function directoryOf(count: number): Endpoint[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    name: `computer-${index}`,
    user: index % 2 === 0 ? 'fleet' : `user-${index % 61}`,
    services: [{ protocol: 'tcp', name: index % 3 === 0 ? 'ssh' : 'web' }],
    since: Date.now() - index * 1000,
    address: '127.0.0.1:50000',
    version: '0.1.0',
  }))
}

/** Answers the page's questions for the directory as a hub does. */
async function pretend(page: Page, all: Endpoint[]): Promise<void> {
  await page.route('**/api/meshes/*/summary', route => route.fulfill({ json: summarize(all, 'pretended') }))
  await page.route('**/api/meshes/*/endpoints?*', route => {
    const asked = new URL(route.request().url()).searchParams
    route.fulfill({ json: listEndpoints(all, Object.fromEntries(asked)) })
  })
}

test('a stream that is open shows by which path its other end is reached, how far it is, and what flows', async () => {
  const { agent } = mesh()
  const echo = await startEcho(testScope())
  const port = await freePort()
  await agent('desk').ok('publish', 'tcp/echo', echo.address)
  await agent('laptop').ok('open', String(port), 'tcp/echo@desk')
  const { page, expectQuiet } = await openConsole(await context(), agent('laptop'))
  await page.getByText('Everything is well').waitFor()
  const client = await dial(testScope(), port)
  await client.exchange('hello')
  await page.getByText(/^reached (directly|by splice at a hub|by tunnel through a hub) now$/).waitFor()
  const notes = page.getByRole('img').getByText(/^(direct|splice|tunnel)(, \d+ ms)?, [\d.]+ [kM]B\/s$/)
  await expect
    .poll(
      async () => {
        await client.exchange('x'.repeat(50_000))
        return await notes.count()
      },
      { timeout: 30_000 },
    )
    .toBe(1)
  expect(await page.locator('path.live.moving').count()).toBe(1)
  client.socket.end()
  await page.getByText(/^reached .* now$/).waitFor({ state: 'hidden' })
  expectQuiet()
})

test('traffic and round trips of the last hour are drawn, and said in words', async () => {
  const { agent } = mesh()
  const echo = await startEcho(testScope())
  const port = await freePort()
  await agent('desk').ok('publish', 'tcp/much', echo.address)
  await agent('laptop').ok('open', String(port), 'tcp/much@desk')
  const { page, expectQuiet } = await openConsole(await context(), agent('laptop'))
  const traffic = page.getByRole('img', { name: /^Traffic of the last hour\. sent: 0 B\/s, received: 0 B\/s$/ })
  await traffic.locator('canvas').waitFor()
  await page.getByRole('img', { name: /^There and back to the hubs\. 127\.0\.0\.1:\d+: \d+ ms$/ }).waitFor()
  const client = await dial(testScope(), port)
  await client.exchange('x'.repeat(500_000))
  // 500 kB in the five seconds of a sample, or a part of them in each of two.
  await page.getByRole('img', { name: /^Traffic .* sent: [1-9][\d.]* kB\/s, received: [1-9][\d.]* kB\/s$/ }).waitFor()
  expectQuiet()
})

test('five hundred endpoints are drawn by user, searched in the picture, and paged in the table', async () => {
  const viewport = { width: 360, height: 740 }
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  await page.getByText('Everything is well').waitFor()
  await pretend(page, directoryOf(500))
  await page.reload()
  const picture = page.getByRole('img', { name: /^laptop/ })
  await picture.getByText('fleet · 250').waitFor()
  await picture.getByText(/^\d+ other users · \d+$/).waitFor()
  expect(await picture.locator('circle').count()).toBe(500)
  await page.keyboard.press('/')
  await page.keyboard.type('computer-49')
  await page.getByText('11 found').waitFor()
  expect(await picture.locator('circle.found').count()).toBe(11)
  await page.setViewportSize(viewport)
  expect(await widest(page)).toBeLessThanOrEqual(viewport.width)

  await page.getByRole('link', { name: 'Endpoints', exact: true }).click()
  const rows = page.getByRole('table', { name: 'Endpoints' }).locator('tbody tr')
  await page.getByText('1 to 100 of 500').waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('101 to 200 of 500').waitFor()
  expect(await rows.count()).toBe(100)
  await page.getByRole('searchbox').fill('computer-499 web')
  await expect
    .poll(() => rows.allInnerTexts(), { timeout: 30_000 })
    .toMatchObject([expect.stringContaining('computer-499')])
  // What was searched for can be passed on.
  expect(page.url()).toMatch(/search=computer-499/)
  expectQuiet()
})

test('the table is sorted by a click on a heading, and the other way by another', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  await page.getByText('Everything is well').waitFor()
  await pretend(page, directoryOf(500))
  await page.reload()
  await go(page, 'Endpoints')
  const first = page.getByRole('table', { name: 'Endpoints' }).locator('tbody tr').first()
  await first.getByText('computer-0', { exact: true }).waitFor()
  const heading = page.getByRole('columnheader', { name: 'User' })
  await heading.getByRole('button').click()
  await first.getByText('fleet').waitFor()
  expect(await heading.getAttribute('aria-sort')).toBe('ascending')
  await heading.getByRole('button').click()
  await first.getByText('user-9', { exact: true }).waitFor()
  expect(await heading.getAttribute('aria-sort')).toBe('descending')
  await page.reload()
  await first.getByText('user-9', { exact: true }).waitFor()
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('button', { name: 'Name' }).click()
  await first.getByText('computer-0', { exact: true }).waitFor()
  expectQuiet()
})

test('two thousand endpoints are drawn, and the page stays quick', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  await page.getByText('Everything is well').waitFor()
  await pretend(page, directoryOf(2000))
  await page.reload()
  const picture = page.getByRole('img', { name: /^laptop/ })
  await picture.getByText('fleet · 1000').waitFor()
  expect(await picture.locator('circle').count()).toBe(2000)
  const begin = performance.now()
  await page.getByRole('searchbox').fill('computer-1999')
  await page.getByText('1 found: computer-1999').waitFor()
  expect(performance.now() - begin).toBeLessThan(5000)
  expectQuiet()
})

test('five thousand endpoints are a summary, and the page stays quick', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  await page.getByText('Everything is well').waitFor()
  await pretend(page, directoryOf(5000))
  await page.reload()
  await page.getByText('This mesh is too large to be drawn.').waitFor()
  await page.getByRole('definition').filter({ hasText: '5000' }).waitFor()
  await go(page, 'Endpoints')
  await page.getByText('1 to 100 of 5000').waitFor()
  // What a person feels: from a key to the row. A frozen tab would take many seconds.
  const begin = performance.now()
  await page.getByRole('searchbox').fill('computer-4999')
  await page.getByRole('button', { name: 'Ping computer-4999' }).waitFor()
  expect(performance.now() - begin).toBeLessThan(5000)
  expectQuiet()
})
