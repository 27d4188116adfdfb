/** From two fresh agents to a web page of one in the browser of the other: by nothing but their consoles. */
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import type { AgentStatus } from '../../src/api/types.ts'
import type { Agent, Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import type { Scope } from '../harness/scope.ts'
import { waitFor } from '../harness/wait.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, consoleOf, go, openConsole, openPage, useBrowser } from './browser.ts'

const context = useBrowser()
// Only its agents are used, before they are in a mesh.
const mesh: () => Mesh = canRun ? useMesh() : () => expect.unreachable()

const GREETING = 'hello from the first computer'

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

const statusOf = async (agent: Agent): Promise<AgentStatus> =>
  JSON.parse((await agent.ztm(['status', '--json'])).stdout) as AgentStatus

test('create a mesh, publish what is found, invite by link, open, click through', async () => {
  const web = await startWeb(testScope())
  const first = await mesh().addAgent('first', { alone: true })
  const second = await mesh().addAgent('second', { alone: true })
  const address = `127.0.0.1:${await freePort()}`

  const here = await openConsole(await context(), first, /500/)
  const form = here.page.getByRole('form', { name: 'Create a mesh on this computer' })
  await form.getByLabel('New mesh').fill('ours')
  await form.getByLabel('This computer', { exact: true }).fill('first')
  await form.getByLabel('Address of this computer').fill(`127.0.0.1:${web}`)
  await form.getByRole('button', { name: 'Create' }).click()
  await form.getByRole('alert').getByText('the hub does not start').waitFor()
  await form.getByLabel('Address of this computer').fill(address)
  await form.getByRole('button', { name: 'Create' }).click()
  await here.page.getByText('Everything is well').waitFor()

  await go(here.page, 'Services')
  await here.page.getByRole('button', { name: `Publish 127.0.0.1:${web}` }).click()
  await here.page.getByRole('table', { name: 'Published by this computer' }).getByText(`tcp/port-${web}`).waitFor()
  expect(await here.page.getByRole('button', { name: `Publish 127.0.0.1:${web}` }).count()).toBe(0)
  await go(here.page, 'Users')
  await here.page.getByRole('button', { name: 'Make a permit' }).click()
  const link = new URL(await here.page.getByLabel('As a link').inputValue())

  // The other computer's own console, at whichever port: first without its token.
  const there = await context()
  const asked: string[] = []
  there.on('request', request => asked.push(request.url()))
  const closed = await openPage(there, `${consoleOf(second)}${link.hash}`)
  await closed.page.getByText('You are invited to a mesh.').waitFor()
  expect(closed.page.url()).toBe(`${consoleOf(second)}#/join`)
  const { page, expectQuiet } = await openConsole(there, second)
  await page.getByText('An invitation to the mesh ours as user root').waitFor()
  await page.getByLabel('Name of this computer').fill('second')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByText('Everything is well').waitFor()
  expect(asked.filter(url => url.includes('ztm1') && !url.includes('#'))).toEqual([])

  await page.getByRole('button', { name: `Open here: tcp/port-${web}` }).click()
  await page.getByLabel('Local port').fill(String(await freePort()))
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  const opened = there.waitForEvent('page')
  await page.getByRole('link', { name: 'Open in the browser' }).click()
  await (await opened).getByText(GREETING).waitFor()
  for (const view of [here, closed]) view.expectQuiet()
  expectQuiet()
})

test('the hub of a mesh that was created here is back with its agent, and ends with its mesh after a question', async () => {
  const agent = await mesh().addAgent('keeper', { alone: true })
  const { page } = await openConsole(await context(), agent)
  const form = page.getByRole('form', { name: 'Create a mesh on this computer' })
  await form.getByLabel('This computer', { exact: true }).fill('keeper')
  await form.getByLabel('Address of this computer').fill(`127.0.0.1:${await freePort()}`)
  await form.getByRole('button', { name: 'Create' }).click()
  await page.getByText('Everything is well').waitFor()
  await agent.restart()
  await waitFor(async () => (await statusOf(agent)).meshes[0]?.state === 'connected', { what: 'the hub to be back' })
  await go(page, 'Settings')
  await page.getByRole('button', { name: 'End the mesh' }).click()
  const dialog = page.getByRole('dialog', { name: 'End the mesh home?' })
  await dialog.getByRole('button', { name: 'End the mesh' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(await statusOf(agent)).toMatchObject({ meshes: [] })
  expect((await statusOf(agent)).hub).toBeUndefined()
})
