/** The console's words: every language says everything, with the same blanks, and nothing is left over. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { en } from '../../../gui/src/words/en.ts'
import { zh } from '../../../gui/src/words/zh.ts'

const languages: Record<string, Record<string, string>> = { en, zh }
const keys = Object.keys(en)

/** Keys whose end is only known when the page is drawn. */
const families = /^(path|outcome|side|hub|level|via|theme|check)_/

const blanksOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

test('no language misses a word, has an empty one, or one more', () => {
  for (const [code, words] of Object.entries(languages)) {
    expect(Object.keys(words).sort(), code).toEqual([...keys].sort())
    const empty = Object.entries(words).filter(([, text]) => !text.trim())
    expect(empty, code).toEqual([])
  }
})

test('the same blanks are in every language', () => {
  for (const key of keys) expect(blanksOf(languages.zh?.[key] ?? ''), key).toEqual(blanksOf(languages.en?.[key] ?? ''))
})

test('Chinese is Chinese: what is the same as in English has no letters of its own', () => {
  const same = keys.filter(key => languages.zh?.[key] === languages.en?.[key])
  expect(
    same.filter(key => /[A-Za-z]/.test((languages.en?.[key] ?? '').replace(/\{\w+\}/g, '').replace('CA', ''))),
  ).toEqual([])
})

test('every word is used', () => {
  const folder = join(import.meta.dirname, '../../../gui/src')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  const sources = files
    .filter(file => file.isFile() && /\.tsx?$/.test(file.name) && !/^(en|zh)\.ts$/.test(file.name))
    .map(file => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('\n')
  expect(keys.filter(key => !families.test(key) && !sources.includes(`'${key}'`))).toEqual([])
})

test('no text that a person reads stands in the source of a page', () => {
  const folder = join(import.meta.dirname, '../../../gui/src')
  for (const place of ['pages', 'parts']) {
    for (const name of readdirSync(join(folder, place)).filter(file => file.endsWith('.tsx'))) {
      const source = readFileSync(join(folder, place, name), 'utf8')
      // A text between tags, or in an attribute that is read out.
      const found =
        source.match(/>\s*[A-Z][a-z]+ [a-z]+[^<>{}=;]*<\/|(aria-label|title|placeholder)="[A-Z][^"]*"/g) ?? []
      expect(found, name).toEqual([])
    }
  }
})
