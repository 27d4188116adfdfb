/**
 * The dialect, second part: what the compiler refuses, and what stays different from JavaScript because hiding it would
 * cost more than it is worth. The first part is dialect.ts.
 *
 * The compiler refuses by this table (lower/refused.ts, lower/refuse.ts); a test compiles every example.
 */

export interface Refused {
  construct: string
  why: string
  /** What to write; the hint of the message. */
  instead: string
  /** A line that is refused, and the text in it that the message points at. */
  example: string
  at: string
}

/** A difference that stays, because hiding it would cost more than it is worth. */
export interface Difference {
  construct: string
  why: string
  /** What to do about it. */
  instead: string
}

const factory = 'Write a factory: a function that returns an object literal.'

/** By the name that the compiler refuses them by. */
export const refused = {
  class: { construct: 'class', why: 'does not exist', instead: factory, example: 'export class A {}', at: 'class' },
  this: {
    construct: 'this, super',
    why: 'do not exist',
    instead: factory,
    example: 'export const f = function () { return this }',
    at: 'this',
  },
  arguments: {
    construct: 'arguments',
    why: 'does not exist',
    instead: 'Use a rest parameter.',
    example: 'export const f = function () { return arguments }',
    at: 'arguments',
  },
  generator: {
    construct: 'generators',
    why: 'do not exist',
    instead: 'Collect the items in an array.',
    example: 'export const f = function* () {}',
    at: 'function*',
  },
  accessor: {
    construct: 'getters and setters',
    why: 'do not exist',
    instead: 'Write a method.',
    example: 'export const o = { get n() { return 1 } }',
    at: 'get',
  },
  tagged: {
    construct: 'tagged templates',
    why: 'do not exist',
    instead: 'Call the function with its parts.',
    example: 'export const t = String.raw`a`',
    at: 'String',
  },
  import: {
    construct: 'import()',
    why: 'does not exist',
    instead: 'Import at the top of the file.',
    example: 'export const load = (name: string) => import(name)',
    at: 'import',
  },
  meta: {
    construct: 'import.meta, new.target',
    why: 'do not exist',
    instead: 'Use pipy.source.',
    example: 'println(import.meta.url)',
    at: 'import',
  },
  delete: {
    construct: 'delete of anything but object.key and object[key]',
    why: 'throws',
    instead: 'Test the object first, then delete.',
    example: 'export const f = (o: any) => delete o?.key',
    at: 'delete',
  },
  bigint: {
    construct: 'BigInt',
    why: 'does not exist',
    instead: 'Use numbers below 2^53, or texts.',
    example: 'println(10n)',
    at: '10n',
  },
  undeclared: {
    construct: 'assignment to a name that nothing declares',
    why: 'makes a global, silently',
    instead: 'Declare it with let or const.',
    example: 'undeclared = 1',
    at: 'undeclared',
  },
  using: {
    construct: 'using',
    why: 'does not exist',
    instead: 'Write try … finally.',
    example: '{ using x = null }',
    at: 'using',
  },
  forAwait: {
    construct: 'for await',
    why: 'does not exist',
    instead: 'Await inside the loop.',
    example: 'export const f = async (list: any) => { for await (const item of list) println(item) }',
    at: 'for await',
  },
  topAwait: {
    construct: 'await outside of an async function',
    why: 'a script runs in one go',
    instead: 'Write an async function main, and call it.',
    example: 'await println()',
    at: 'await',
  },
  hole: {
    construct: 'holes in array literals',
    why: 'do not parse',
    instead: 'Write undefined.',
    example: 'println([1, , 2])',
    at: '[',
  },
  newSpread: {
    construct: 'spread in the arguments of new',
    why: 'does not parse, and no helper could call new',
    instead: 'Pass the items one by one.',
    example: 'println(new Date(...[1]))',
    at: 'new',
  },
  headClosure: {
    construct: 'a closure in the head of a loop that captures its variable',
    why: 'JavaScript gives it a copy that nobody means',
    instead: 'Make it in the body of the loop.',
    example: 'for (let i = 0, f = () => i; i < 1; i++) println(f())',
    at: '() => i',
  },
  regex: {
    construct: 'regular expressions with other flags than g and i, or with (?<',
    why: 'std::regex knows neither',
    instead: 'Write it without, or go through the text by hand.',
    example: 'println(/^a/m)',
    at: '/^a/m',
  },
  debugger: { construct: 'debugger', why: 'does not exist', instead: 'Print.', example: 'debugger', at: 'debugger' },
} satisfies Record<string, Refused>

export const differences: readonly Difference[] = [
  {
    construct: 'let and const before their declaration',
    why: 'are undefined instead of an error',
    instead: 'tsc finds it, but not through closures.',
  },
  {
    construct: 'for-of and spread of a Map, a Set or a text',
    why: 'go over a copy made before the first turn',
    instead: 'Do not rely on what is added meanwhile. Arrays are gone through as they are.',
  },
  {
    construct: 'rest parameters',
    why: 'collect up to eight arguments, and no undefined at the end',
    instead: 'Pass a list. More than eight throw.',
  },
  {
    construct: 'calls of what is no function',
    why: 'throw before their arguments are evaluated',
    instead: 'Types forbid it.',
  },
  {
    construct: 'object.method(await …)',
    why: 'looks the method up after the await',
    instead: 'Do not replace methods while others wait.',
  },
  {
    construct: 'a function declared in a case',
    why: 'is seen in that case only, because of the bundler',
    instead: 'Declare it outside of the switch.',
  },
  {
    construct: 'keys that look like numbers',
    why: 'stay where they were added instead of coming first',
    instead: 'Sort keys whose order matters.',
  },
  {
    construct: 'lengths and indices of texts',
    why: 'count code points on Pipy, UTF-16 units on Node',
    instead: 'Do not count in foreign texts.',
  },
  {
    construct: 'arrays with holes, written behind their end or made longer',
    why: 'lose the holes in map and join',
    instead: 'Push.',
  },
  {
    construct: 'arrays and objects in texts',
    why: 'are [object pjs::Array] and the like',
    instead: 'Write join or JSON.stringify.',
  },
  {
    construct: 'numbers in texts',
    why: 'have at most 12 decimals and no exponent, and -0 has its sign',
    instead: 'Round what is shown.',
  },
  {
    construct: 'groups of a regular expression that did not take part',
    why: 'are empty texts instead of undefined',
    instead: 'Test for both.',
  },
  { construct: 'NaN as a key of Map and Set', why: 'is not found again', instead: 'Do not use it.' },
  { construct: 'key in list', why: 'throws for arrays', instead: 'Compare with the length.' },
  {
    construct: 'nested calls',
    why: 'end at 98; a call of an async function counts three until its first await has been reached',
    instead: 'Loops over lists, recursion of bounded depth only.',
  },
]
