/** Keyboard, names and contrast, on every page and in both colour schemes. Widths are in screens.test.ts. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { useMesh } from '../mesh/fixture.ts'
import { canRun, consoleOf, go, openConsole, openPage, useBrowser } from './browser.ts'
import { contrasts, violations } from './in-page.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun ? useMesh({ agents: ['desktop', 'laptop'] }, prepare) : () => expect.unreachable()

/** Something to see on every page. */
async function prepare({ agent }: Mesh): Promise<void> {
  await agent('desktop').ok('publish', 'tcp/a-service-with-a-rather-long-name-that-has-to-fit', '127.0.0.1:9')
  await agent('laptop').ok('publish', 'tcp/own', '127.0.0.1:9')
  await agent('laptop').ok('open', String(await freePort()), 'tcp/own@laptop')
}

const pages = [
  'Overview',
  'Endpoints',
  'Services',
  'Ports',
  'Users',
  'Policy',
  'Activity',
  'Hubs',
  'Administration',
  'Settings',
]

/** Text against its ground as WCAG 2.2 asks of level AA. */
const LEAST_CONTRAST = 4.5

async function everywhere(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  for (const name of pages) {
    await go(page, name)
    await expect.poll(() => page.getByText('Loading …').count(), { timeout: 30_000 }).toBe(0)
    await look(name)
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`text can be read in ${colorScheme} colours`, async () => {
    const { page, expectQuiet } = await openConsole(await context({ colorScheme }), mesh().agent('laptop'))
    const look = async (name: string) => {
      const found = await contrasts(page)
      expect(found.length).toBeGreaterThan(5)
      const bad = found.filter(({ ratio }) => ratio < LEAST_CONTRAST)
      expect(bad, name).toEqual([])
    }
    await everywhere(page, look)
    await go(page, 'Endpoints')
    await page.getByRole('button', { name: 'Evict desktop' }).click()
    await look('the question')
    expectQuiet()
  })
}

test('the schemes differ', async () => {
  const grounds = []
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await openPage(await context({ colorScheme }), consoleOf(mesh().agent('laptop')))
    grounds.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'))
  }
  expect(new Set(grounds).size).toBe(2)
})

test('axe-core finds nothing wrong in any page; each has a title and one heading of the first level', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  const found: string[] = []
  const look = async (name: string) => found.push(...(await violations(page)).map(text => `${name}: ${text}`))
  await everywhere(page, async name => {
    expect(await page.getByRole('heading', { level: 1 }).count(), name).toBe(1)
    expect(await page.title()).toBe(`${name} - ZTM`)
    await look(name)
    // Other words and other colours at once: each is examined on its own.
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('header select').selectOption('zh')
    await look(`${name}, dark, in Chinese`)
    await page.locator('header select').selectOption('en')
    await page.emulateMedia({ colorScheme: 'light' })
  })
  await page.evaluate('location.hash = "/join"')
  await page.getByRole('heading', { level: 1, name: 'Join a mesh' }).waitFor()
  await look('Join')
  await go(page, 'Endpoints')
  await page.getByRole('button', { name: 'Evict desktop' }).click()
  await look('a question')
  await page.evaluate('sessionStorage.clear()')
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Open the console' }).waitFor()
  await look('without a token')
  expect(found).toEqual([])
  expectQuiet()
})

const focused = (page: Page) =>
  page.evaluate('(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent).trim()')

test('the keyboard goes from the skip link over the pages into the content, and does what a mouse does', async () => {
  const { page } = await openConsole(await context(), mesh().agent('laptop'))
  await page.getByText('Everything is well').waitFor()
  const order: unknown[] = []
  for (let i = 0; i < 2 + pages.length; i++) {
    await page.keyboard.press('Tab')
    order.push(await focused(page))
  }
  expect(order).toEqual(['Skip to the content', 'Language', ...pages])
  await go(page, 'Endpoints')
  const evict = page.getByRole('button', { name: 'Evict desktop' })
  await evict.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Evict desktop?' })
  await dialog.waitFor()
  expect(await focused(page), 'the safe answer comes first').toBe('Cancel')
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('Tab')
    expect(['Cancel', 'Evict desktop', ''], 'the focus stays inside').toContain(await focusedInside(page))
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await focused(page), 'and comes back').toBe('Evict desktop')
})

/** '' for the browser's own controls. */
const focusedInside = (page: Page) =>
  page.evaluate(
    'document.activeElement === document.body ? "" : document.activeElement.closest("dialog") ? document.activeElement.textContent : "outside"',
  )

test('single keys open pages and list themselves, but not while one types, nor when they are switched off', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  await page.getByText('Everything is well').waitFor()
  await page.keyboard.press('7')
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor()
  await page.keyboard.press('0')
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  await page.keyboard.press('7')
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('tcp/1?')
  expect(await page.getByLabel('Service').inputValue()).toBe('tcp/1?')
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'Keys' })
  await list.getByText('Search in this page').waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'hidden' })
  await go(page, 'Settings')
  await page.getByLabel('Single keys do something').uncheck()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('1')
  await page.keyboard.press('?')
  expect(await list.count()).toBe(0)
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Settings')
  expectQuiet()
})

test('colours can be chosen against the system, and stay chosen', async () => {
  const { page, expectQuiet } = await openConsole(await context({ colorScheme: 'light' }), mesh().agent('laptop'))
  await go(page, 'Settings')
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  const light = await ground()
  await page.getByLabel('Colours').selectOption('dark')
  expect(await ground()).not.toBe(light)
  expect((await contrasts(page)).filter(({ ratio }) => ratio < LEAST_CONTRAST)).toEqual([])
  await page.reload()
  await page.getByText('Everything is well').or(page.getByLabel('Colours')).first().waitFor()
  expect(await ground()).not.toBe(light)
  expectQuiet()
})
