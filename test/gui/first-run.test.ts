/** From a fresh agent to a first working connection, by nothing but the console. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import type { Port } from '../../src/api/types.ts'
import type { Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import type { Scope } from '../harness/scope.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, go, openConsole, useBrowser } from './browser.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun ? useMesh({ agents: ['desktop'] }) : () => expect.unreachable()

const GREETING = 'hello from the desktop'

async function startWeb(scope: Scope): Promise<number> {
  const port = await freePort()
  const server = createServer((_, response) => response.end(GREETING))
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return port
}

test('paste a permit, join, publish there, open here, fetch, ping, close', async () => {
  const { agent, addAgent, invite } = mesh()
  const web = await startWeb(testScope())
  const fresh = await addAgent('fresh', { alone: true })
  const permit = readFileSync(await invite('root'), 'utf8')

  const here = await openConsole(await context(), fresh)
  const { page } = here
  await page.getByRole('heading', { name: 'Join a mesh' }).waitFor()
  expect(page.url(), 'the token is not in the address').not.toContain('token')
  await page.getByLabel('Permit', { exact: true }).fill('half of a permit')
  await page.getByText('This is no permit.').waitFor()
  expect(await page.getByRole('button', { name: 'Join' }).isDisabled()).toBe(true)
  await page.getByLabel('Permit', { exact: true }).fill(permit)
  await page.getByText('An invitation to the mesh home as user root').waitFor()
  await page.getByLabel('Name of this computer').fill('laptop')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByText('Connected to the mesh home as laptop').waitFor()
  await page.getByText('Everything is well').waitFor()
  await page.getByText('Nothing is published yet.').waitFor()

  const there = await openConsole(await context(), agent('desktop'))
  await go(there.page, 'Services')
  await there.page.getByLabel('Name').fill('web')
  await there.page.getByLabel('Target').fill(`127.0.0.1:${web}`)
  await there.page.getByRole('button', { name: 'Publish', exact: true }).click()
  await there.page.getByRole('table', { name: 'Published by this computer' }).getByText('tcp/web').waitFor()

  // Comes by itself: nobody reloads this page.
  await page.getByRole('button', { name: 'Open here: tcp/web' }).click()
  const port = await freePort()
  await page.getByLabel('Local port').fill(String(port))
  await page.getByLabel('At').selectOption('desktop')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByText('tcp/web is now at').waitFor()
  await page.getByText(`127.0.0.1:${port}`).waitFor()
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe(GREETING)
  await page.getByRole('button', { name: 'Done' }).click()

  await go(page, 'Endpoints')
  await page.getByRole('button', { name: 'Ping desktop' }).click()
  await page.getByText(/^\d+ ms (directly|by splice at a hub|by tunnel through a hub)$/).waitFor()

  await go(page, 'Ports')
  await page.getByRole('button', { name: `Close 127.0.0.1:${port}` }).click()
  await page.getByText('No port is open.').waitFor()
  expect(await fresh.json<Port[]>('get', 'ports')).toEqual([])
  here.expectQuiet()
  there.expectQuiet()
})
