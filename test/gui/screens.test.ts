/**
 * Every screen in both colour schemes and both widths, for a person's eye: with SCREENS=1 pictures go to dist/screens/<engine>.
 * What can be judged without an eye is judged here: nothing is wider than its screen, and no list waits.
 *
 * Owns the mesh that is shown. What screens do is tested in the other files.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { currentMatrix } from '../harness/engines.ts'
import type { Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, consoleOf, go, openConsole, openPage, useBrowser } from './browser.ts'
import { widest } from './in-page.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun
  ? useMesh({ agents: ['desktop', 'server', 'laptop'] }, prepare)
  : () => expect.unreachable()

/** Something to see on every page. */
async function prepare({ agent, addAgent }: Mesh): Promise<void> {
  await addAgent('phone', { user: 'alice' })
  await agent('desktop').ok('publish', 'tcp/ssh', '127.0.0.1:22')
  await agent('server').ok('publish', 'udp/dns', '127.0.0.1:53')
  await agent('laptop').ok('publish', 'tcp/notes', '127.0.0.1:9')
  await agent('laptop').ok('open', String(await freePort()), 'tcp/ssh@desktop', '--sticky')
}

/** Bytes that flow while pictures are taken. */
async function startTraffic(): Promise<void> {
  const scope = testScope()
  const echo = await startEcho(scope)
  await mesh().agent('server').ok('publish', 'tcp/web', echo.address)
  const port = await freePort()
  await mesh().agent('laptop').ok('open', String(port), 'tcp/web')
  const { socket } = await dial(scope, port)
  socket.on('data', () => socket.write(Buffer.alloc(20_000)))
  socket.write(Buffer.alloc(20_000))
}

const wanted = process.env.SCREENS === '1'
const pictures = join(import.meta.dirname, '../../dist/screens', currentMatrix())
if (wanted) mkdirSync(pictures, { recursive: true })

const schemes = ['light', 'dark'] as const

/** Of a computer and of a phone, in pixels. */
const widths = [1280, 360]

/** A screen by what brings it, from the overview on. */
const screens: Record<string, (page: Page) => Promise<unknown>> = {
  overview: page => page.getByText('Everything is well').waitFor(),
  endpoints: page => go(page, 'Endpoints'),
  endpoint: async page => {
    await go(page, 'Endpoints')
    await page.getByRole('link', { name: 'server', exact: true }).click()
    await page.getByRole('button', { name: 'Ping server' }).click()
    await page.getByText(/^\d+ ms /).waitFor()
  },
  evict: async page => {
    await go(page, 'Endpoints')
    await page.getByRole('button', { name: 'Evict phone' }).click()
    await page.getByRole('dialog').waitFor()
  },
  services: page => go(page, 'Services'),
  open: async page => {
    await go(page, 'Services')
    await page.getByRole('button', { name: 'Open here: tcp/ssh' }).click()
    await page.getByRole('dialog').waitFor()
  },
  ports: page => go(page, 'Ports'),
  users: page => go(page, 'Users'),
  invite: async page => {
    await go(page, 'Users')
    await page.getByRole('button', { name: 'Make a permit' }).click()
    await page.getByLabel('As a link').waitFor()
  },
  policy: page => go(page, 'Policy'),
  activity: page => go(page, 'Activity'),
  hubs: page => go(page, 'Hubs'),
  administration: page => go(page, 'Administration'),
  settings: page => go(page, 'Settings'),
  keys: async page => {
    await page.getByText('Everything is well').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  },
}

/** What is there now, in each width and scheme: screens take long to come, so they are walked through once. */
async function picture(page: Page, name: string): Promise<void> {
  await expect.poll(() => page.getByText('Loading …').count(), { timeout: 30_000 }).toBe(0)
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    // Charts follow a moment later.
    await expect
      .poll(() => widest(page), { message: `${name}, ${width} pixels wide`, timeout: 30_000 })
      .toBeLessThanOrEqual(width)
    for (const colorScheme of wanted ? schemes : []) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}-${width}.png`), fullPage: true })
    }
  }
}

test('every screen of who is in a mesh', async () => {
  await startTraffic()
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  for (const [name, show] of Object.entries(screens)) {
    await show(page)
    await picture(page, name)
    if (await page.getByRole('dialog').count()) await page.keyboard.press('Escape')
    await go(page, 'Overview')
  }
  expectQuiet()
})

test('every screen of who is in none: without a token, with it, with a permit', async () => {
  const fresh = await mesh().addAgent('fresh', { alone: true })
  const { page, expectQuiet } = await openPage(await context(), consoleOf(fresh))
  await page.getByRole('heading', { level: 1, name: 'Open the console' }).waitFor()
  await picture(page, 'token')
  await page.goto((await fresh.ok('ui', '--no-open')).trim())
  await page.getByRole('form', { name: 'Create a mesh on this computer' }).waitFor()
  await picture(page, 'join')
  await page.getByLabel('Permit', { exact: true }).fill(readFileSync(await mesh().invite('root'), 'utf8'))
  await page.getByText('An invitation to the mesh home').waitFor()
  await picture(page, 'join-permit')
  expectQuiet()
})
