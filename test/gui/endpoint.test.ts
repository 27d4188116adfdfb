/** Another computer's services and ports, seen and changed from this one's console. */
import { expect, test } from 'vitest'
import type { Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, go, openConsole, useBrowser } from './browser.ts'
import { violations, widest } from './in-page.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun ? useMesh({ agents: ['desk', 'laptop'] }) : () => expect.unreachable()

test('what the same user publishes and opens elsewhere is changed from here, and works', async () => {
  const { agent } = mesh()
  const echo = await startEcho(testScope())
  const port = await freePort()
  const { page, expectQuiet } = await openConsole(await context(), agent('laptop'))
  await go(page, 'Endpoints')
  await page.getByRole('link', { name: 'desk', exact: true }).click()
  await page.getByRole('heading', { name: 'desk', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Ping desk' }).click()
  await page.getByText(/^\d+ ms by /).waitFor()
  await page.getByText('It publishes nothing.').waitFor()

  await page.getByLabel('Name').fill('echo')
  await page.getByLabel('Target').fill(echo.address)
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  const published = page.getByRole('table', { name: 'Published by it' })
  await published.getByText('tcp/echo').waitFor()
  const form = page.getByRole('form', { name: 'Open a port' })
  await form.getByLabel('Local port').fill(String(port))
  await form.getByLabel('Service').fill('tcp/echo')
  await form.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('table', { name: 'Its ports' }).getByText('open', { exact: true }).waitFor()
  const client = await dial(testScope(), port)
  expect(String(await client.exchange('through desk'))).toBe('through desk')
  expect(await violations(page)).toEqual([])
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await widest(page)).toBeLessThanOrEqual(360)

  await page.getByRole('button', { name: `Close 127.0.0.1:${port}` }).click()
  await page.getByText('No port is open.').waitFor()
  await page.getByRole('button', { name: 'Unpublish tcp/echo' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Unpublish' }).click()
  await page.getByText('It publishes nothing.').waitFor()
  expectQuiet()
})

test("another user's computer says that it may not be looked into, and one that is unknown that it is not there", async () => {
  const { addAgent } = mesh()
  const guest = await addAgent('guest', { user: 'guest' })
  const { page } = await openConsole(await context(), guest, /40[34]/)
  await go(page, 'Endpoints')
  await page.getByRole('link', { name: 'desk', exact: true }).click()
  await page.getByText('What it publishes and opens can be seen and changed from').waitFor()
  expect(await page.getByRole('button', { name: 'Publish', exact: true }).count()).toBe(0)
  await page.goto(page.url().replace(/id=.*/, 'id=nobody'))
  await page.getByRole('alert').getByText('endpoint-not-found').waitFor()
})
