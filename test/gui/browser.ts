/**
 * Headless Chromium for the tests of one file, and the console of an agent in it as a user opens it.
 *
 * Owns the browser; each view has a context of its own, so nothing of one test is in the next. A view remembers what no test
 * may overlook: errors in the page, and requests to anybody but its agent.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core'
import { afterAll, beforeEach, expect } from 'vitest'
import { chromium, pathOf } from '../harness/clients.ts'
import { currentMatrix, isAvailable } from '../harness/engines.ts'
import type { Agent } from '../harness/mesh.ts'
import { testScope } from '../mesh/fixture.ts'

/** Nothing of a browser's own business on the network, and no sandbox where the tests run as root. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How long an element may take to come on a loaded machine, in milliseconds. */
const PATIENCE_MS = 30_000

/** True where a test of a file can run at all; its preparations ask this. */
export const canRun = isAvailable(currentMatrix()) && chromium.available

/**
 * Opens contexts of a browser that lives as long as the tests of the file. Skips them, with the reason, where there is none.
 * `flags` are asked for when the first context is opened.
 */
export function useBrowser(
  flags: () => string[] = () => [],
): (options?: BrowserContextOptions) => Promise<BrowserContext> {
  let browser: ReturnType<typeof playwright.launch> | undefined
  let directory = ''
  beforeEach(context => context.skip(!chromium.available, chromium.enabledBy))
  afterAll(async () => {
    await (await browser)?.close()
    if (directory) rmSync(directory, { recursive: true, force: true })
  })
  return async options => {
    directory ||= mkdtempSync(join(tmpdir(), 'ztm-browser-'))
    // What Chromium itself keeps goes there too, and with it.
    const env = { ...process.env, HOME: directory, XDG_CONFIG_HOME: directory, XDG_CACHE_HOME: directory }
    const executablePath = pathOf(chromium, 'chromium')
    browser ??= playwright.launch({ executablePath, args: [...FLAGS, ...flags()], env, timeout: PATIENCE_MS })
    const context = await (await browser).newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
    context.setDefaultTimeout(PATIENCE_MS)
    testScope().defer(() => context.close())
    return context
  }
}

export interface View {
  page: Page
  /** Fails if the page had an error, or asked anybody but its agent. */
  expectQuiet(): void
}

/** A page that watches itself. `expected` are errors that the test provokes. */
export async function openPage(context: BrowserContext, url: string, expected?: RegExp): Promise<View> {
  const page = await context.newPage()
  const complaints: string[] = []
  const { origin } = new URL(url)
  const complain = (text: string) => {
    if (!expected?.test(text)) complaints.push(text)
  }
  page.on('pageerror', error => complain(`error: ${error.message}`))
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complain(`${message.text()} (${message.location().url})`)
  })
  page.on('request', request => {
    const asked = new URL(request.url())
    if (!['blob:', 'data:'].includes(asked.protocol) && asked.origin !== origin) complain(`asks ${request.url()}`)
  })
  await page.goto(url)
  return { page, expectQuiet: () => expect(complaints).toEqual([]) }
}

/** The address of an agent's console without a token. */
export const consoleOf = (agent: Agent): string => `http://${agent.address()}/`

/** The console as `ztm ui` opens it. */
export async function openConsole(context: BrowserContext, agent: Agent, expected?: RegExp): Promise<View> {
  const url = (await agent.ok('ui', '--no-open')).trim()
  return openPage(context, url, expected)
}

/** Goes to a page of the console by its link, which may say more than its name. */
export async function go(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${name}\\b`) })
    .click()
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
}
