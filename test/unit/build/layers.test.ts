/** The layers: the tree keeps them, and a tree that breaks each kind of rule is found out. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findViolations, importsOf, layerOf, layers, mostLines } from '../../../build/layers.ts'

const project = join(import.meta.dirname, '../../..')

describe('this tree', () => {
  test('keeps its layers and its sizes', () => {
    expect(findViolations(project).map(v => `${v.file}:${v.line}: ${v.message}`)).toEqual([])
  })

  test('has a reason for each rule', () => {
    for (const layer of layers) expect(layer.why.length, layer.folder).toBeGreaterThan(10)
  })
})

describe('a tree that breaks a rule', () => {
  let root = ''
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'layers-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  function violationsOf(file: string, text: string): string[] {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
    return findViolations(root).map(v => `${v.file}:${v.line}: ${v.message}`)
  }

  test.each([
    [
      'a role that imports a role',
      'src/agent/x.ts',
      `import { y } from '../hub/y.ts'\n`,
      'may not import src/hub/y.ts',
    ],
    ['a type counts too', 'src/cli/x.ts', `import type { Y } from '../agent/y.ts'\n`, 'may not import src/agent/y.ts'],
    [
      'the contract that imports',
      'src/api/x.ts',
      `import { y } from '../common/y.ts'\n`,
      'may not import src/common/y.ts',
    ],
    ['portable code on Node', 'src/common/x.ts', `import fs from 'node:fs'\n`, 'may not import node:fs'],
    ['portable code with a package', 'src/common/x.ts', `import a from 'acorn'\n`, 'may not import the package acorn'],
    [
      'portable code in the runtime',
      'src/common/x.ts',
      `import { a } from '../runtime/a.ts'\n`,
      'may not import src/runtime/a.ts',
    ],
    ['the runtime at the system', 'src/runtime/core/x.ts', `import net from 'node:net'\n`, 'may not import node:net'],
    [
      'the runtime that knows ZTM',
      'src/runtime/core/x.ts',
      `export * from '../../api/types.ts'\n`,
      'may not import src/api/types.ts',
    ],
    [
      'the console behind the contract',
      'gui/src/x.tsx',
      `import { a } from '../../src/common/a.ts'\n`,
      'may not import src/common/a.ts',
    ],
    [
      'an import over several lines',
      'src/hub/x.ts',
      `import {\n  a,\n  b,\n} from '../agent/a.ts'\n`,
      'x.ts:4: may not import src/agent/a.ts',
    ],
    ['import()', 'src/hub/x.ts', `const a = () => import('../agent/a.ts')\n`, 'may not import src/agent/a.ts'],
    ['a file in no layer', 'src/other/x.ts', '', 'is in no layer'],
    ['a long file', 'src/hub/x.ts', '// line\n'.repeat(mostLines + 1), `has ${mostLines + 1} lines`],
  ])('%s', (_, file, text, message) => {
    const found = violationsOf(file, text)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(message)
  })

  test.each([
    [
      'a role on what is shared',
      'src/agent/x.ts',
      `import { a } from '../common/http/a.ts'\nimport { b } from './b.ts'\n`,
    ],
    [
      'the host at the system',
      'src/runtime/host/x.ts',
      `import net from 'node:net'\nimport { a } from '../core/a.ts'\n`,
    ],
    ['the runtime with what computes', 'src/runtime/globals/x.ts', `import { createHash } from 'node:crypto'\n`],
    [
      'the hub that holds the CA',
      'src/hub/main.ts',
      `import { createCa } from '../ca/ca.ts'\nimport { a } from './a.ts'\n`,
    ],
    ['an import in a comment', 'src/hub/x.ts', `// import { a } from '../agent/a.ts'\n`],
  ])('is not: %s', (_, file, text) => {
    expect(violationsOf(file, text)).toEqual([])
  })
})

test('the rule of the deepest folder counts', () => {
  expect(layerOf('src/runtime/host/net.ts')?.folder).toBe('src/runtime/host/')
  expect(layerOf('src/runtime/hostess.ts')?.folder).toBe('src/runtime/')
})

test('imports are found with their lines', () => {
  expect(importsOf(`import 'a'\nimport b, {\n  c } from "d"\nexport { e } from 'f'\n`)).toEqual([
    { name: 'a', line: 1 },
    { name: 'd', line: 3 },
    { name: 'f', line: 4 },
  ])
})
