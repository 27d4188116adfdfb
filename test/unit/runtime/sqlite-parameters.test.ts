/** Parameters of SQL texts by number: what counts as one, and what only looks like it. */
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { findParameters } from '../../../src/runtime/globals/sqlite-parameters.ts'

describe('parameters are found', () => {
  test.each<[string, (string | null)[]]>([
    ['SELECT 1', []],
    ['SELECT ?, ?', [null, null]],
    ['SELECT :a, @a, $a, :a', [':a', '@a', '$a']],
    ['SELECT ?3, ?', [null, null, null, null]],
    ['SELECT :a, ?', [':a', null]],
    ['SELECT ?2, :a, ?1', [null, null, ':a']],
    ["SELECT '?', ':a', 'it''s ?', ?", [null]],
    ['SELECT "?", [?], `?`, ?', [null]],
    ['SELECT 1 -- ?\n, ?', [null]],
    ['SELECT 1 /* ? */, ? /* ?', [null]],
    ['SELECT a$b, x1 FROM t WHERE a=?', [null]],
    ['SELECT $a::b(c), $a::b', ['$a::b(c)', '$a::b']],
    ["SELECT x'00', ?", [null]],
  ])('%s', (sql, expected) => {
    expect(findParameters(sql)).toEqual(expected)
  })
})

test('numbers are those of SQLite', () => {
  const db = new DatabaseSync(':memory:')
  for (const sql of ['SELECT ? AS a, :b AS b, ?5 AS c, ? AS d, :b AS e', "SELECT $x::y(z) AS a, ? AS b, '?' AS c"]) {
    const statement = db.prepare(sql)
    statement.setAllowBareNamedParameters(false)
    const names = findParameters(sql)
    const named = Object.fromEntries(names.flatMap((name, index) => (name ? [[name, index + 1]] : [])))
    const others = names.flatMap((name, index) => (name ? [] : [index + 1]))
    const row = statement.get(named, ...others) as Record<string, number | string>
    expect(row).toMatchObject(sql.includes('?5') ? { a: 1, b: 2, c: 5, d: 6, e: 2 } : { a: 1, b: 2, c: '?' })
  }
  db.close()
})
