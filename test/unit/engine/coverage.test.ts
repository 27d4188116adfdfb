/**
 * Every function and filter that typings/pipy declares is called by some engine case, so that both engines are known to have
 * it. What is not, is listed here with the reason.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const project = join(import.meta.dirname, '../../..')

/** Declared, and in no case. */
const exceptions: Record<string, string> = {
  'new Logger': 'the base of TextLogger and JSONLogger, which are made',
  'EngineSocket.getRawOption': 'our runtime shows no socket: it sets the options that roles set by this itself',
  'EngineSocket.setRawOption': 'our runtime shows no socket: it sets the options that roles set by this itself',
  'Pipy.watch': 'looks every five seconds, not when a file changes: on a busy machine later than a case may take',
}

/** The sources in a folder, as one text each. */
function sourcesIn(folder: string, ending: RegExp): { name: string; text: string }[] {
  const files = readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
  return files
    .filter(name => ending.test(name))
    .map(name => ({
      name,
      text: readFileSync(join(project, folder, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
    }))
}

interface Declared {
  /** `Interface.name`, or `new Interface`, or the name of a function. */
  key: string
  /** What a use of it looks like. */
  use: RegExp
}

/** Methods, constructors and functions of a declaration file. */
function declaredIn(text: string): Declared[] {
  const found: Declared[] = []
  let owner = ''
  for (const line of text.split('\n')) {
    owner = /^(?:interface|declare class) (\w+)/.exec(line)?.[1] ?? (line.startsWith('}') ? '' : owner)
    const name = /^ {2}(?:readonly )?(\w+)\??(?:<.*?>)? ?(?:\(|: \(?\()/.exec(line)?.[1]
    const free = /^declare function (\w+)/.exec(line)?.[1]
    if (free) found.push({ key: free, use: new RegExp(`\\b${free}\\(`) })
    // Options hold functions too, which scripts give and do not call.
    if (!name || !owner || /(Options|Head|Info)$/.test(owner)) continue
    const type = owner.replace(/Constructor$/, '').replace(/^HTTP/, '(?:HTTP)?')
    if (name === 'new')
      found.push({ key: `new ${owner.replace(/Constructor$/, '')}`, use: new RegExp(`\\bnew (?:\\w+\\.)?${type}\\b`) })
    else found.push({ key: `${owner}.${name}`, use: new RegExp(`\\.${name}\\b`) })
  }
  return [...new Map(found.map(one => [one.key, one])).values()]
}

const declared = sourcesIn('typings/pipy', /\.d\.ts$/).flatMap(({ text }) => declaredIn(text))
const cases = sourcesIn('test/engine/cases', /\.(js|ts)$/)
  .map(({ text }) => text)
  .join('\n')

test('declarations are found', () => {
  expect(declared.length).toBeGreaterThan(150)
  expect(declared.map(({ key }) => key)).toEqual(expect.arrayContaining(['new Data', 'PipelineBuilder.muxHTTP']))
})

test('each is called by a case, or says why not', () => {
  const missing = declared.filter(({ use }) => !use.test(cases)).map(({ key }) => key)
  expect(missing.filter(key => !(key in exceptions))).toEqual([])
})

test('exceptions are needed, and say why', () => {
  const missing = new Set(declared.filter(({ use }) => !use.test(cases)).map(({ key }) => key))
  for (const [key, reason] of Object.entries(exceptions)) {
    expect(missing, `${key} has a case now`).toContain(key)
    expect(reason.length).toBeGreaterThan(10)
  }
})
