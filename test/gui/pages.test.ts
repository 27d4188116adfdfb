/** What each page does, and what it says when it goes wrong. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Endpoint, Mesh as Membership, Port, Service } from '../../src/api/types.ts'
import type { Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { waitFor } from '../harness/wait.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, go, openConsole, useBrowser } from './browser.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun ? useMesh({ agents: ['desktop', 'laptop'] }) : () => expect.unreachable()

test('publishes and unpublishes after a question; a bad target is refused in the words of the API', async () => {
  const laptop = mesh().agent('laptop')
  const { page, expectQuiet } = await openConsole(await context(), laptop, /400/)
  await go(page, 'Services')
  await page.getByLabel('Name').fill('db')
  await page.getByLabel('Target').fill('nowhere')
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByRole('alert').getByText('bad-request').waitFor()
  await page.getByLabel('Target').fill('127.0.0.1:5432')
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByRole('button', { name: 'Unpublish tcp/db' }).click()
  const dialog = page.getByRole('dialog', { name: 'Unpublish tcp/db?' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  const services = async () => (await laptop.json<Service[]>('get', 'services')).map(({ name }) => name)
  expect(await services()).toContain('db')
  await page.getByRole('button', { name: 'Unpublish tcp/db' }).click()
  await dialog.getByRole('button', { name: 'Unpublish' }).click()
  await page.getByText('This computer publishes nothing.').waitFor()
  expect(await services()).not.toContain('db')
  expectQuiet()
})

test('a port that somebody else has is refused with its error, and a free one opens', async () => {
  const laptop = mesh().agent('laptop')
  const scope = testScope()
  const taken = await freePort()
  const server = createServer().listen(taken, '127.0.0.1')
  scope.defer(() => void server.close())
  const { page, expectQuiet } = await openConsole(await context(), laptop, /409/)
  await go(page, 'Ports')
  const form = page.getByRole('form', { name: 'Open a port' })
  await form.getByLabel('Local port').fill(String(taken))
  await form.getByLabel('Service').fill('tcp/any')
  await form.getByRole('button', { name: 'Open' }).click()
  await form.getByRole('alert').getByText('address-in-use').waitFor()
  const free = await freePort()
  await form.getByLabel('Local port').fill(String(free))
  await form.getByRole('button', { name: 'Open' }).click()
  const row = page.getByRole('row').filter({ hasText: `127.0.0.1:${free}` })
  await row.getByText('open', { exact: true }).waitFor()
  expect((await laptop.json<Port[]>('get', 'ports')).map(({ port }) => port)).toEqual([free])
  await row.getByRole('button', { name: 'Close' }).click()
  await page.getByText('No port is open.').waitFor()
  expectQuiet()
})

test('a port that is not open after a restart is told first, and opens when it can', async () => {
  const laptop = mesh().agent('laptop')
  const port = await freePort()
  await laptop.ok('open', String(port), 'tcp/any')
  await laptop.kill()
  const server = createServer().listen(port, '127.0.0.1')
  testScope().defer(() => void server.close())
  await laptop.start()
  const { page, expectQuiet } = await openConsole(await context(), laptop)
  await page.getByText(`The port 127.0.0.1:${port} is not open`).waitFor()
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor()
  await go(page, 'Ports')
  await new Promise(resolve => server.close(resolve))
  await page.getByRole('button', { name: `Try again 127.0.0.1:${port}` }).click()
  await page
    .getByRole('row')
    .filter({ hasText: String(port) })
    .getByText('open', { exact: true })
    .waitFor()
  await laptop.ok('close', String(port))
  // By events: the page was not touched.
  await page.getByText('No port is open.').waitFor()
  expectQuiet()
})

test('an invitation joins: as a line and as a file', async () => {
  const { agent, addAgent, dir } = mesh()
  const { page, expectQuiet } = await openConsole(await context({ acceptDownloads: true }), agent('desktop'))
  await go(page, 'Users')
  await page.getByLabel('User', { exact: true }).fill('alice')
  await page.getByLabel('Good for').selectOption('7 days')
  await page.getByLabel('Computers').fill('2')
  await page.getByRole('button', { name: 'Make a permit' }).click()
  const line = await page.getByLabel('The permit for alice').inputValue()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as a file' }).click()
  const saved = await (await download).path()
  expect((await download).suggestedFilename()).toBe('alice.permit.json')
  const permit = JSON.parse(readFileSync(saved, 'utf8')) as { uses: number; expires: number }
  expect(permit.uses).toBe(2)
  expect(permit.expires).toBeGreaterThan(Date.now() + 6 * 24 * 3_600_000)

  const phone = await addAgent('phone', { alone: true })
  const pasted = join(dir, 'line.permit')
  writeFileSync(pasted, `${line}\n`)
  await phone.ok('join', 'home', '--permit', pasted, '--as', 'phone')
  await phone.connected()
  const tablet = await addAgent('tablet', { alone: true })
  const there = await openConsole(await context(), tablet)
  await there.page.locator('input[type=file]').setInputFiles(saved)
  await there.page.getByText('as user alice').waitFor()
  await there.page.getByLabel('Name of this computer').fill('tablet')
  await there.page.getByRole('button', { name: 'Join' }).click()
  await there.page.getByText('Everything is well').waitFor()

  // She is no admin: refused in the words of the API.
  await go(there.page, 'Users')
  const refused = await openConsole(await context(), tablet, /403/)
  await go(refused.page, 'Users')
  await refused.page.getByRole('button', { name: 'Make a permit' }).click()
  await refused.page.getByRole('alert').getByText('admin-only').waitFor()
  expectQuiet()
  there.expectQuiet()
  refused.expectQuiet()
})

test('evicts an endpoint after a question that names it and what happens', async () => {
  const { agent, addAgent } = mesh()
  const lost = await addAgent('lost')
  const own = await openConsole(await context(), lost)
  const { page, expectQuiet } = await openConsole(await context(), agent('desktop'))
  await go(page, 'Endpoints')
  await page.getByRole('button', { name: 'Evict lost' }).click()
  const dialog = page.getByRole('dialog', { name: 'Evict lost?' })
  await dialog.getByText('It cannot come back').waitFor()
  await dialog.getByRole('button', { name: 'Evict lost' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Ping lost' }).waitFor({ state: 'hidden' })
  const names = (await agent('desktop').json<Endpoint[]>('get', 'endpoints')).map(({ name }) => name)
  expect(names).not.toContain('lost')
  await own.page.getByText('This computer was evicted from the mesh home').waitFor()
  expectQuiet()
})

test('shows that a hub is lost, and that it is back', async () => {
  const { agent, hub } = mesh()
  const { page } = await openConsole(await context(), agent('desktop'))
  await page.getByText('Everything is well').waitFor()
  await hub.kill()
  await page.getByText('Connecting to the mesh home').waitFor()
  await go(page, 'Services')
  await page.getByRole('status').getByText('Connecting to the mesh home').waitFor()
  await hub.start()
  await page.getByText('Connecting to the mesh home').waitFor({ state: 'hidden' })
  await go(page, 'Overview')
  await page.getByText('Everything is well').waitFor()
})

test('says that the agent is away, and goes on when it is back', async () => {
  const desktop = mesh().agent('desktop')
  const { page } = await openConsole(await context(), desktop)
  await page.getByText('Everything is well').waitFor()
  await desktop.kill()
  await page.getByText('The agent does not answer.').waitFor()
  await desktop.start()
  await page.getByText('The agent does not answer.').waitFor({ state: 'hidden' })
  await page.getByText('Everything is well').waitFor()
})

test('speaks Chinese when asked, and remembers', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('desktop'))
  await page.getByText('Everything is well').waitFor()
  await page.getByLabel('Language').selectOption('中文')
  await page.getByRole('heading', { name: '概览' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  await page.reload()
  await page.getByText('一切正常').waitFor()
  expectQuiet()
})

test('leaves the mesh after a question, and then asks for a permit', async () => {
  const guest = await mesh().addAgent('guest')
  const { page, expectQuiet } = await openConsole(await context(), guest)
  await go(page, 'Settings')
  await page.getByRole('button', { name: 'Leave the mesh' }).click()
  await page.getByRole('dialog', { name: 'Leave home?' }).getByRole('button', { name: 'Leave home' }).click()
  await page.getByRole('heading', { name: 'Join a mesh' }).waitFor()
  await waitFor(async () => (await guest.ztm(['status'])).stdout.includes('in no mesh yet'), {
    what: 'the agent to know',
  })
  const { meshes } = JSON.parse((await guest.ztm(['status', '--json'])).stdout) as { meshes: Membership[] }
  expect(meshes).toEqual([])
  expectQuiet()
})
