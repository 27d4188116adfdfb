/** The page of the policy: rules as sentences, one more and one less, its text, and why somebody may reach something. */
import { expect, test } from 'vitest'
import type { Policy } from '../../src/api/policy.ts'
import type { Mesh } from '../harness/mesh.ts'
import { useMesh } from '../mesh/fixture.ts'
import { canRun, consoleOf, go, openConsole, openPage, useBrowser } from './browser.ts'

const context = useBrowser()
const mesh: () => Mesh = canRun ? useMesh({ agents: ['desk'] }, prepare) : () => expect.unreachable()

async function prepare({ agent, addAgent }: Mesh): Promise<void> {
  await addAgent('phone', { user: 'alice' })
  await agent('desk').ok('publish', 'tcp/git', '127.0.0.1:9')
}

const policyNow = () => mesh().agent('desk').json<Policy>('policy', 'get')

test('lets somebody in, says why, is seen in another browser, and shuts again after a question', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('desk'))
  const guest = await openConsole(await context(), mesh().agent('phone'))
  await go(guest.page, 'Policy')
  await guest.page.getByText('Only admins of the mesh may change the policy: root.').waitFor()
  await go(page, 'Policy')
  await page.getByText('Nobody reaches anything else: there is no rule yet.').waitFor()

  const question = page.getByRole('form', { name: 'Can somebody reach something, and why?' })
  await question.getByLabel('User').fill('alice')
  await question.getByLabel('Service').fill('tcp/git')
  await question.getByLabel('Endpoint').fill('desk')
  await question.getByRole('button', { name: 'Ask' }).click()
  await question.getByRole('status').getByText('No.').waitFor()
  expect(new URL(page.url()).hash).toBe('#/policy?user=alice&service=tcp%2Fgit&endpoint=desk')

  const form = page.getByRole('form', { name: 'Let somebody in' })
  await form.getByLabel('Who').fill('user:alice')
  await form.getByLabel('May reach').fill('tcp/git')
  await form.getByLabel('On').fill('endpoint:desk')
  await form.getByRole('button', { name: 'Allow' }).click()
  const sentence = 'alice may reach tcp/git on desk'
  await page.getByRole('listitem').filter({ hasText: sentence }).waitFor()
  expect((await policyNow()).rules).toEqual([{ from: ['user:alice'], to: ['endpoint:desk'], services: ['tcp/git'] }])
  await question.getByRole('button', { name: 'Ask' }).click()
  await question.getByRole('status').getByText('Yes.').waitFor()
  // By events: nobody touched that page.
  await guest.page.getByText(sentence).waitFor()

  await page.getByRole('button', { name: `Remove: ${sentence}` }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove this rule?' })
  await dialog.getByText('Connections that only this rule allows end at once.').waitFor()
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await guest.page.getByText(sentence).waitFor({ state: 'hidden' })
  expect((await policyNow()).rules).toEqual([])
  expectQuiet()
  guest.expectQuiet()
})

test('a rule that is none is refused in the words of the API, and stays in the form', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('desk'), /400/)
  await go(page, 'Policy')
  const form = page.getByRole('form', { name: 'Let somebody in' })
  await form.getByLabel('Who').fill('alice')
  await form.getByLabel('May reach').fill('tcp/git')
  await form.getByLabel('On').fill('*')
  await form.getByRole('button', { name: 'Allow' }).click()
  await form.getByRole('alert').getByText('bad-request').waitFor()
  expect(await form.getByLabel('Who').inputValue()).toBe('alice')
  expectQuiet()
})

test('checks a text with its tests, refuses one whose tests fail, and puts a good one in force', async () => {
  const { page, expectQuiet } = await openConsole(await context(), mesh().agent('desk'), /400/)
  await go(page, 'Policy')
  const form = page.getByRole('form', { name: 'The policy as text' })
  const text = form.getByRole('textbox')
  await text.fill('{ rules')
  await form.getByRole('button', { name: 'Check' }).click()
  await form.getByRole('alert').getByText('This is no JSON.').waitFor()

  const denied = { from: 'alice', to: 'root/desk', service: 'tcp/git', expect: 'deny' }
  const opened = { from: ['user:alice'], to: ['endpoint:desk'], services: ['tcp/git'] }
  const bad = { ...(await policyNow()), rules: [opened], tests: [denied] }
  await text.fill(JSON.stringify(bad))
  await form.getByRole('button', { name: 'Check' }).click()
  await form.getByText('This policy will be refused.').waitFor()
  await form.getByText('alice does not reach tcp/git on root/desk.').waitFor()
  await form.getByRole('button', { name: 'Put in force' }).click()
  await form.getByRole('alert').waitFor()
  expect((await policyNow()).rules).toEqual([])

  await text.fill(JSON.stringify({ ...bad, rules: [] }))
  await form.getByRole('button', { name: 'Check' }).click()
  await form.getByText('This policy can be put in force.').waitFor()
  await form.getByRole('button', { name: 'Put in force' }).click()
  await form.getByRole('button', { name: 'Give up the changes' }).waitFor({ state: 'hidden' })
  expect((await policyNow()).tests).toEqual([denied])
  expectQuiet()
})

test('a text that is older than the policy says so', async () => {
  const { page } = await openConsole(await context(), mesh().agent('desk'))
  const other = await openConsole(await context(), mesh().agent('desk'))
  await go(page, 'Policy')
  await go(other.page, 'Policy')
  const form = page.getByRole('form', { name: 'The policy as text' })
  await form.getByRole('textbox').press('End')
  await form.getByRole('textbox').pressSequentially(' ')
  const groups = { ...(await policyNow()).groups, ops: ['alice'] }
  const theirs = other.page.getByRole('form', { name: 'The policy as text' })
  await theirs.getByRole('textbox').fill(JSON.stringify({ ...(await policyNow()), groups }))
  await theirs.getByRole('button', { name: 'Put in force' }).click()
  await form.getByText('The policy has changed meanwhile').waitFor()
  await form.getByRole('button', { name: 'Give up the changes' }).click()
  await page.getByRole('definition').filter({ hasText: 'alice' }).waitFor()
  expect(await form.getByRole('textbox').inputValue()).toContain('ops')
})

test('a question in the address is asked at once', async () => {
  const tabs = await context()
  const { page } = await openConsole(tabs, mesh().agent('desk'))
  await page.getByText('Everything is well').waitFor()
  await page.goto(`${consoleOf(mesh().agent('desk'))}#/policy?user=root&service=tcp/git&endpoint=desk`)
  await page.getByRole('status').getByText('Yes.').waitFor()
  const foreign = await openPage(tabs, `${consoleOf(mesh().agent('desk'))}#/policy?user=root`)
  await foreign.page.getByRole('heading', { name: 'Open the console with its token' }).waitFor()
})
