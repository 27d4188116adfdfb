/**
 * Random calls of built-ins with arguments at their edges, as texts of expressions: what the typings declare, on lists,
 * texts, numbers, Map, Set, JSON and dates.
 *
 * Owns the vocabulary. Left out is what build/dialect-refused.ts says to stay different: holes, arrays in texts, decimals,
 * minus zero, NaN as a key.
 */
import fc from 'fast-check'

type Words = readonly string[]

const indices = ['-9', '-2', '-1', '0', '1', '2', '4', '9']
const items = ['1', '2', "'a'", "'2'", 'undefined', 'null', 'true']
const lists = ['[]', '[1]', '[1, 2, 3, 2, 1]', "['a', 'b', 'c']", '[undefined, null, 1]', "[10, 9, 1, 'b', 'a']"]
const texts = ["''", "'a'", "'abcabc'", "'A-b-C'", "' a b '", "'1.5x'", "'éa中b'", "'\\n\\ta'", "'a,b,,c'"]
const parts = ["'a'", "'b'", "'ab'", "','", "'-'", "'zz'", "'中'"]
const puts = ["''", "'x'", "'$&$&'", "'$$'", "'[$`]'", "'$1'"]
const numbers = ['0', '1', '7', '255', '-7', '1e6', '2.5', '0.5', '-1.5']
const whole = ['0', '1', '7', '255', '1000000']
const numerals = ["''", "' 12 '", "'12px'", "'0x1f'", "'1e3'", "'.5'", "'5.'", "'-'", "'+3.'", "'Infinity'", "'ff'"]
const counts = ['0', '1', '2', '9']
const dates = ["'2024-02-29'", "'2024-02-29T12:34:56.789+01:30'", "'1969-12-31T23:59:59Z'", "'x'", "''", "'2024-13-01'"]
const jsons = ["'[1, 2.5, -3e2, true, null]'", '\'{"a": {"b": []}}\'', "' 1 '", "'[1,]'", "''", "'{a:1}'", "'nul'"]

/** Methods: what they are called on, their names, their arguments, and how many of these are needed. */
const methods: readonly [on: Words, names: Words, args: Words[], least?: number][] = [
  [lists, ['slice'], [indices, indices]],
  [lists, ['at'], [indices], 1],
  [lists, ['indexOf', 'includes'], [items, indices], 1],
  [lists, ['lastIndexOf', 'concat'], [items], 1],
  [lists, ['join'], [parts]],
  [lists, ['concat'], [lists, items], 1],
  [lists, ['reverse', 'sort', 'flat', 'pop', 'shift'], []],
  [lists, ['push', 'unshift'], [items, items], 1],
  [lists, ['fill'], [items, indices, indices], 1],
  [lists, ['splice'], [indices, indices, items, items], 1],
  [texts, ['slice'], [indices, indices]],
  [texts, ['substring'], [indices, indices], 1],
  [texts, ['at', 'charAt', 'charCodeAt', 'codePointAt'], [indices], 1],
  [texts, ['indexOf', 'lastIndexOf', 'includes', 'startsWith', 'endsWith'], [parts, indices], 1],
  [texts, ['split'], [[...parts, "''"], counts], 1],
  [texts, ['replace', 'replaceAll'], [[...parts, "''"], puts], 2],
  [texts, ['trim', 'trimStart', 'trimEnd'], []],
  [["'A-b-C'"], ['toLowerCase', 'toUpperCase'], []],
  [texts, ['padStart', 'padEnd'], [indices, [...parts, "''"]], 1],
  [texts, ['repeat'], [counts], 1],
  [texts, ['concat'], [texts, texts]],
  [numbers, ['toFixed'], [['0', '1', '3']]],
  [whole, ['toString'], [['2', '10', '16', '36']]],
  [["new Map([['a', 1], ['b', 2]])"], ['get', 'has', 'delete'], [items], 1],
  [lists.map(list => `new Set(${list})`), ['has', 'delete'], [items], 1],
]

const functions: readonly [names: Words, args: Words[], least?: number][] = [
  [['Math.abs', 'Math.floor', 'Math.sign', 'Math.clz32'], [whole], 1],
  [['Math.imul'], [whole, whole], 2],
  [['Math.round', 'Math.ceil', 'Math.trunc'], [['2.5', '0.5', '7', '1.4', '-2.6']], 1],
  [['Math.max', 'Math.min'], [numbers, numbers, numbers], 1],
  [['Number.isInteger', 'Number.isFinite', 'Number.isNaN', 'Number.isSafeInteger'], [[...items, 'NaN', '5.5']], 1],
  [['Number'], [[...numerals, 'true', 'null', 'undefined']], 1],
  [['Number.parseInt', 'parseInt'], [numerals, ['10', '16', '2']], 1],
  [['Number.parseFloat', 'parseFloat'], [numerals], 1],
  [['String'], [items], 1],
  [['Array.from'], [[...lists, ...texts, 'new Set([1, 1, 2])', '{ length: 2 }'], ['(x, i) => [x, i]']], 1],
  [['JSON.parse'], [jsons], 1],
  [['JSON.stringify'], [[...items, ...lists, ...texts, "{ a: undefined, b: '\\u0001' }"], ['null'], ['2']], 1],
  [['Date.parse'], [dates], 1],
]

const callbacks: Words = [
  'map((x, i) => [x, i])',
  'filter((x, i) => i % 2 === 0)',
  'find(x => x === 2)',
  'findIndex(x => x === 1)',
  'findLast((x, i) => i < 2)',
  'findLastIndex(x => x === 1)',
  'every((x, i) => i < 2)',
  'some((x, i) => i > 2)',
  'flatMap((x, i) => (i % 2 ? [x, i] : x))',
  "reduce((s, x, i) => s + x + i, '')",
  "reduceRight((s, x, i) => s + x + i, '')",
]

const word = (words: Words): fc.Arbitrary<string> => fc.constantFrom(...words)

function argumentsOf(args: Words[], least = 0): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min: least, max: args.length }), ...args.map(word))
    .map(([count, ...given]) => given.slice(0, count).join(', '))
}

const methodCalls = methods.map(([on, names, args, least]) =>
  fc
    .tuple(word(on), word(names), argumentsOf(args, least))
    .map(([target, name, given]) => `(target => [target.${name}(${given}), target])(${target})`),
)
const functionCalls = functions.map(([names, args, least]) =>
  fc.tuple(word(names), argumentsOf(args, least)).map(([name, given]) => `${name}(${given})`),
)
const callbackCalls = fc.tuple(word(lists), word(callbacks)).map(([list, call]) => `${list}.${call}`)

/** Expressions that call one built-in, once. */
export const calls: fc.Arbitrary<string> = fc.oneof(...methodCalls, ...functionCalls, {
  weight: 4,
  arbitrary: callbackCalls,
})
