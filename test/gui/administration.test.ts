/** What only admins see of the mesh: the log of the CA, searched and paged by it, and the change of its root. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CAStatus } from '../../src/api/ca.ts'
import type { Agent, Mesh } from '../harness/mesh.ts'
import { waitFor } from '../harness/wait.ts'
import { useMesh } from '../mesh/fixture.ts'
import { canRun, go, openConsole, useBrowser } from './browser.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun
  ? useMesh({ agents: ['desk'] }, async made => {
      await made.addAgent('phone', { user: 'alice' })
    })
  : () => expect.unreachable()

/** By the local API: a command for each would take a minute. */
async function invite(agent: Agent, user: string): Promise<void> {
  const token = readFileSync(join(agent.dir, 'api-token'), 'utf8').trim()
  const response = await fetch(`http://${agent.address()}/api/meshes/home/permits`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  })
  expect(response.status).toBe(200)
}

test('the log tells who did what, from where; is searched and paged by the CA; and a search can be passed on', async () => {
  const desk = mesh().agent('desk')
  for (let i = 0; i < 60; i++) await invite(desk, `guest-${i}`)
  await mesh().agent('phone').ztm(['invite', 'mallory'])
  const { page, expectQuiet } = await openConsole(await context(), desk)
  await go(page, 'Administration')
  const log = page.getByRole('table', { name: 'Log' })
  const rows = log.locator('tbody tr')
  await rows.filter({ hasText: 'mallory' }).getByText('admin-only').waitFor()
  expect(await rows.count()).toBe(50)
  await rows.filter({ hasText: 'guest-59' }).getByText('done').waitFor()
  await rows.filter({ hasText: 'guest-59' }).getByText('127.0.0.1').waitFor()
  await page.getByRole('button', { name: 'Older' }).click()
  await rows.filter({ hasText: 'guest-0' }).waitFor()
  await page.getByRole('button', { name: 'Newer' }).click()
  await rows.filter({ hasText: 'mallory' }).waitFor()
  await page.getByLabel('Search').fill('GUEST-7')
  await rows.filter({ hasText: 'mallory' }).waitFor({ state: 'hidden' })
  expect(await rows.count()).toBe(1)
  expect(page.url()).toContain('#/administration?search=GUEST-7')
  await page.getByLabel('Search').fill('nothing of the kind')
  await page.getByText('Nothing matches.').waitFor()
  expectQuiet()
})

test('a new root is brought in after a question, and all follow by themselves', async () => {
  const desk = mesh().agent('desk')
  const { page, expectQuiet } = await openConsole(await context(), desk)
  await go(page, 'Administration')
  const roots = page.getByRole('table', { name: 'Roots of the CA' })
  await roots.getByText('endpoints: 2, hubs: 1').waitFor()
  await page.getByRole('button', { name: 'Change the root' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bring in a new root?' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect((await desk.json<CAStatus>('ca')).roots).toHaveLength(1)
  const [before] = (await desk.json<CAStatus>('ca')).roots
  await page.getByRole('button', { name: 'Change the root' }).click()
  await dialog.getByRole('button', { name: 'Change the root' }).click()
  await dialog.waitFor({ state: 'hidden' })
  const now = async () => (await desk.json<CAStatus>('ca')).roots
  await waitFor(async () => (await now()).length === 1 && (await now())[0]?.fingerprint !== before?.fingerprint, {
    what: 'all to follow',
    deadline: 60_000,
    detail: mesh().tails,
  })
  const [after] = await now()
  await roots.getByText(after?.fingerprint.slice(0, 16) ?? 'none').waitFor()
  await page.getByRole('button', { name: 'Change the root' }).waitFor()
  expectQuiet()
})

test('who is no admin is told who is', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('phone'))
  await go(page, 'Administration')
  await page.getByText('Only admins of the mesh see this: root.').waitFor()
  expect(await page.getByRole('table').count()).toBe(0)
  expectQuiet()
})
