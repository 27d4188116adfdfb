/** The reference of the command line is what the commands say of themselves, and they say enough. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manPage } from '../../build/reference/man-page.ts'
import { referencePage } from '../../build/reference/page.ts'
import { readReference } from '../../build/reference/read.ts'
import { shapes } from '../../build/reference/shapes.ts'
import { dist, findProgram, ROOT } from '../harness/engines.ts'
import { run } from '../harness/process.ts'

const reference = readReference()
const commands = reference.groups.flatMap(group => group.commands)

test('the page is what the commands say: else run `node build/reference.ts`', () => {
  expect(readFileSync(join(ROOT, 'src/cli/reference.md'), 'utf8')).toBe(referencePage(reference))
})

test('the man page that was built is the same, and man reads it without a complaint', async context => {
  expect(readFileSync(dist('man/man1/ztm.1'), 'utf8')).toBe(manPage(reference))
  context.skip(!findProgram('groff'), 'apt-get install groff-base')
  const { stdout, stderr } = await run({ argv: ['groff', '-k', '-man', '-Tutf8', '-ww', dist('man/man1/ztm.1')] })
  expect(stderr).toBe('')
  // Bold is overstruck there.
  expect(stdout.replaceAll(/.[\b]/g, '')).toContain('ZTM_AGENT')
})

describe.each(commands)('$name', ({ name, summary, examples, options, prints }) => {
  test('says what it does in a sentence, and how it is called', () => {
    expect(summary).toMatch(/^[A-Z].*\.$/)
    expect(examples.length).toBeGreaterThan(0)
    const called = new RegExp(`(^|sudo |[|<(] ?)${name}( |$)|ProxyCommand`)
    for (const example of examples) expect(example).toMatch(called)
    for (const option of options) expect(option.help).not.toBe('')
  })

  test('says what its JSON is, if it prints any', () => {
    expect(prints !== undefined).toBe(options.some(option => option.name === 'json'))
    if (prints) expect(shapes([prints]).length, `${prints} is a type of src/api`).toBeGreaterThan(0)
  })
})
