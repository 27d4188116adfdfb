/** The page of activity: what was opened and served, live, searched by the agent, and taken along as a file. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ActivityRecord } from '../../src/api/activity.ts'
import type { Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, go, openConsole, useBrowser } from './browser.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun ? useMesh({ agents: ['desk', 'laptop'] }) : () => expect.unreachable()

/** desk serves an echo, laptop opens it at the port that this gives. */
async function serve(name: string): Promise<number> {
  const echo = await startEcho(testScope())
  const port = await freePort()
  await mesh().agent('desk').ok('publish', `tcp/${name}`, echo.address)
  await mesh().agent('laptop').ok('open', String(port), `tcp/${name}@desk`)
  return port
}

async function saved(page: Page, kind: 'JSON' | 'CSV'): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: `Save as ${kind}` }).click()
  return readFileSync(await (await download).path(), 'utf8')
}

test('shows a connection while it is open, at both ends, and how it ended', async () => {
  const here = await openConsole(await context(), mesh().agent('laptop'))
  const there = await openConsole(await context(), mesh().agent('desk'))
  await go(here.page, 'Activity')
  await go(there.page, 'Activity')
  const client = await dial(testScope(), await serve('echo'))
  await client.exchange('hello')
  const row = here.page.getByRole('row').filter({ hasText: 'tcp/echo' })
  await row.getByText('open', { exact: true }).waitFor()
  await row.getByText('to desk').waitFor()
  await row.getByText(/directly|by (splice|tunnel)/).waitFor()
  await row.getByText('↑ 5 B ↓ 5 B').waitFor()
  await there.page.getByRole('row').filter({ hasText: 'from root at laptop' }).waitFor()
  await client.exchange('more')
  await row.getByText('↑ 9 B ↓ 9 B').waitFor()
  client.socket.end()
  await row.getByText('done', { exact: true }).waitFor()
  here.expectQuiet()
  there.expectQuiet()
})

test('is searched by service and outcome, keeps the search in its address, and is saved as it was searched', async () => {
  for (const name of ['first', 'second']) {
    const client = await dial(testScope(), await serve(name))
    await client.exchange(name)
    client.socket.end()
  }
  const { page, expectQuiet } = await openConsole(await context({ acceptDownloads: true }), mesh().agent('laptop'))
  await go(page, 'Activity')
  const rows = page.getByRole('table', { name: 'Activity' }).getByRole('row')
  await rows.filter({ hasText: 'tcp/first' }).getByText('done').waitFor()
  await rows.filter({ hasText: 'tcp/second' }).getByText('done').waitFor()
  await page.getByLabel('Service').fill('tcp/first')
  await rows.filter({ hasText: 'tcp/second' }).waitFor({ state: 'hidden' })
  expect(new URL(page.url()).hash).toBe('#/activity?service=tcp%2Ffirst')
  await page.reload()
  await rows.filter({ hasText: 'tcp/first' }).waitFor()
  expect(await page.getByLabel('Service').inputValue()).toBe('tcp/first')

  const records = JSON.parse(await saved(page, 'JSON')) as ActivityRecord[]
  expect(records.map(({ service, sent }) => ({ service, sent }))).toEqual([{ service: 'first', sent: 5 }])
  const [head, line, ...rest] = (await saved(page, 'CSV')).split('\r\n')
  expect(head).toBe('id,start,end,side,user,endpoint_id,endpoint_name,service,path,sent_bytes,received_bytes,outcome')
  expect(line).toMatch(
    /^\d+,\d{4}-.*Z,\d{4}-.*Z,entry,root,[0-9a-f-]+,desk,tcp\/first,(direct|splice|tunnel),5,5,done$/,
  )
  expect(rest).toEqual([''])

  // The same search by a link from the thing.
  await go(page, 'Services')
  await page.getByRole('link', { name: 'Activity: tcp/second' }).click()
  await rows.filter({ hasText: 'tcp/second' }).waitFor()
  expect(await rows.filter({ hasText: 'tcp/first' }).count()).toBe(0)

  await page.getByLabel('Outcome').selectOption('broken')
  await page.getByText('No connection matches.').waitFor()
  expectQuiet()
})
