/** Who gets at the console and through it: tokens, foreign pages, headers, and the stream of events. */

import { readFileSync } from 'node:fs'
import { createServer, get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Agent, Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import type { Scope } from '../harness/scope.ts'
import { waitFor, within } from '../harness/wait.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, consoleOf, openConsole, openPage, useBrowser } from './browser.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun ? useMesh({ agents: ['laptop'] }) : () => expect.unreachable()

const tokenOf = (agent: Agent): string => readFileSync(join(agent.dir, 'api-token'), 'utf8').trim()

test('without a token the page says how to get one, and asks the API nothing', async () => {
  const view = await openPage(await context(), consoleOf(mesh().agent('laptop')))
  const asked: string[] = []
  view.page.on('request', request => asked.push(request.url()))
  await view.page.getByRole('heading', { name: 'Open the console with its token' }).waitFor()
  await view.page.getByText('ztm ui', { exact: true }).waitFor()
  expect(asked.filter(url => url.includes('/api'))).toEqual([])
  view.expectQuiet()
})

test('a wrong token leads to the same page and is forgotten', async () => {
  const url = `${consoleOf(mesh().agent('laptop'))}#token=${'0'.repeat(64)}`
  const { page, expectQuiet } = await openPage(await context(), url, /401/)
  await page.getByRole('heading', { name: 'Open the console with its token' }).waitFor()
  expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0)
  expectQuiet()
})

test('the token is in no address, stays over a reload, and is not in another tab', async () => {
  const agent = mesh().agent('laptop')
  const tabs = await context()
  const asked: string[] = []
  tabs.on('request', request => asked.push(request.url()))
  const { page, expectQuiet } = await openConsole(tabs, agent)
  await page.getByText('Everything is well').waitFor()
  expect(page.url()).toBe(consoleOf(agent))
  await page.reload()
  await page.getByText('Everything is well').waitFor()
  const other = await openPage(tabs, consoleOf(agent))
  await other.page.getByRole('heading', { name: 'Open the console with its token' }).waitFor()
  // The browser itself was told the address of the first visit; nobody else was.
  expect(asked.filter(url => !url.includes('#') && url.includes(tokenOf(agent)))).toEqual([])
  await page.goBack().catch(() => null)
  expect(page.url()).not.toContain(tokenOf(agent))
  expectQuiet()
})

/** A page of somebody else. */
async function startForeign(scope: Scope, html: string): Promise<string> {
  const port = await freePort()
  const server = createServer((_, response) => response.end(`<!doctype html><title>foreign</title>${html}`))
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${port}/`
}

test('a foreign page learns nothing, even with the token, and cannot show the console in a frame', async () => {
  const agent = mesh().agent('laptop')
  const target = consoleOf(agent)
  const foreign = await startForeign(testScope(), `<iframe src="${target}"></iframe>`)
  const { page } = await openPage(await context(), foreign, /./)
  const ask = (options: object) =>
    page.evaluate(`fetch('${target}api/status', ${JSON.stringify(options)}).then(r => r.status + r.type, e => e.name)`)
  const headers = { authorization: `Bearer ${tokenOf(agent)}` }
  expect(await ask({})).toBe('TypeError')
  expect(await ask({ headers })).toBe('TypeError')
  const answered: number[] = []
  page.on('response', response => answered.push(response.status()))
  const post = { method: 'POST', mode: 'no-cors', body: '{}' }
  // No way to tell for the page: it gets no status, or not even an answer.
  expect(await ask(post)).toMatch(/^(0opaque|TypeError)$/)
  expect(answered.filter(status => status < 400)).toEqual([])
  const frame = await waitFor(() => page.frames().find(one => one !== page.mainFrame()), { what: 'the frame' })
  await waitFor(() => frame.url().startsWith('chrome-error:'), { what: 'the frame to be refused' })
})

test('every answer of the console carries the headers that close it, and only GET and HEAD are answered', async () => {
  const target = consoleOf(mesh().agent('laptop'))
  const response = await fetch(target)
  const html = await response.text()
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)?.[1] ?? ''
  const answers = [response, await fetch(`${target}${script}`)]
  expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual([
    'text/html; charset=utf-8',
    'text/javascript; charset=utf-8',
  ])
  for (const { headers } of answers) {
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style="|onload=/)
  expect((await fetch(target, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(target, { method: 'POST', body: 'x' })).status).toBe(405)
  expect((await fetch(`${target}none.js`)).status).toBe(404)
  expect((await fetch(target, { headers: { origin: 'http://foreign.example' } })).status).toBe(403)
})

/** What the first screen may load, in bytes. */
const MOST_SCRIPT = 120_000

test('the first screen loads little script, and nothing that only a later one needs', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  await page.getByText('Everything is well').waitFor()
  const urls = (await page.evaluate(
    'performance.getEntriesByType("resource").map(entry => entry.name).filter(name => name.endsWith(".js"))',
  )) as string[]
  expect(urls.length).toBeGreaterThan(0)
  const sizes = await Promise.all(urls.map(async url => gzipSync(await (await fetch(url)).bytes()).length))
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MOST_SCRIPT)
  expectQuiet()
})

/** From the request to the first words, in milliseconds, and loads of which one must be as quick: the machine does other things too. */
const FIRST_PAINT_MS = 300
const MOST_LOADS = 10

test('the first words are painted at once', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('laptop'))
  const paints: number[] = []
  do {
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    const paint = await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime')
    paints.push(Math.round(Number(paint)))
  } while (Math.min(...paints) >= FIRST_PAINT_MS && paints.length < MOST_LOADS)
  expect(Math.min(...paints), `first paints after ${paints.join(', ')} ms`).toBeLessThan(FIRST_PAINT_MS)
  expectQuiet()
})

test('nothing beside the folder of the console is served', async () => {
  const { port } = new URL(consoleOf(mesh().agent('laptop')))
  const paths = ['/../ztm-agent.js', '/assets/../../ztm.js', '/%2e%2e/ztm.js', '/..?', '/assets/..?', '/..\\ztm.js']
  for (const path of paths) {
    const status = await new Promise(resolve =>
      get({ host: '127.0.0.1', port, path }, response => resolve(response.resume().statusCode)),
    )
    expect(status, path).toBe(404)
  }
})

/** A listener of events, and what it has heard. */
async function listen(
  agent: Agent,
  scope: Scope,
): Promise<{ text: () => string; isOver: () => boolean; close: () => void }> {
  const headers = { authorization: `Bearer ${tokenOf(agent)}` }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${consoleOf(agent)}api/events`, { headers, agent: false }, resolve).on('error', reject)
  })
  expect(response.headers['content-type']).toBe('text/event-stream')
  let text = ''
  let isOver = false
  response.setEncoding('utf8').on('data', (part: string) => (text += part))
  response.on('end', () => (isOver = true)).on('error', () => (isOver = true))
  const close = () => void response.destroy()
  scope.defer(close)
  await waitFor(() => text.includes('event: change'), { what: 'the first event' })
  return { text: () => text, isOver: () => isOver, close }
}

test('events need the token', async () => {
  expect((await fetch(`${consoleOf(mesh().agent('laptop'))}api/events`)).status).toBe(401)
})

test('listeners that are gone count no more; of too many the oldest is ended', async () => {
  const agent = mesh().agent('laptop')
  const scope = testScope()
  const first = await listen(agent, scope)
  for (let i = 0; i < 40; i++) (await listen(agent, scope)).close()
  const heard = first.text().length
  await agent.ok('publish', 'tcp/news', '127.0.0.1:9')
  await waitFor(() => first.text().slice(heard).includes('"services"'), { what: 'news of a service' })
  expect(first.isOver()).toBe(false)
  for (let i = 0; i < 33; i++) await listen(agent, scope)
  await within(
    waitFor(() => first.isOver(), { what: 'the end of the oldest' }),
    { what: 'the end of the oldest' },
  )
})
