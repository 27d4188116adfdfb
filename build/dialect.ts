/**
 * The dialect: every construct that Pipy lacks or evaluates differently, and what the compiler does about it.
 *
 * One table. The compiler refuses by it (lower/refuse.ts), build/dialect.md is generated from it, and the tests go through
 * it: a row that is lowered names its case under test/engine/cases/language/, one that is refused has an example that the
 * compiler must refuse. Facts measured on Pipy 2.0.2.
 */

export interface Lowered {
  construct: string
  /** Why it cannot pass as it is. */
  why: string
  /** What it becomes. */
  instead: string
  /** The case that runs it on both engines. */
  test: string
}

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

export const lowered: readonly Lowered[] = [
  {
    construct: 'let, const',
    why: 'do not parse: there is only var',
    instead: 'var, renamed where it would collide',
    test: 'scope',
  },
  {
    construct: 'closures over variables of a turn',
    why: 'var is one variable for all turns',
    instead: 'a function for each turn, where a closure captures',
    test: 'turns',
  },
  {
    construct: 'while, do, for-of, for-in, for (;;)',
    why: 'do not parse; a for must have all three parts',
    instead: 'for (0; test; 0)',
    test: 'loops',
  },
  { construct: 'continue', why: 'does not parse', instead: 'break out of a labelled block', test: 'loops' },
  {
    construct: 'labels',
    why: 'a labelled break cannot leave a switch',
    instead: 'labelled blocks and loops',
    test: 'jumps',
  },
  {
    construct: 'switch',
    why: 'compares with == and swallows labelled breaks',
    instead: 'conditions with ===, falling through kept',
    test: 'switch',
  },
  {
    construct: 'try … finally',
    why: 'return and break are lost',
    instead: 'how it ended is kept, then the block, then it goes on',
    test: 'finally',
  },
  { construct: 'throw, catch', why: 'a pattern in catch corrupts the heap', instead: 'a name', test: 'exceptions' },
  {
    construct: 'a?.b.c',
    why: 'the rest of the chain goes on after undefined',
    instead: 'a test of each link, evaluated once',
    test: 'chains',
  },
  {
    construct: 'template literals',
    why: 'some escapes are misread',
    instead: 'texts joined with +',
    test: 'templates',
  },
  {
    construct: 'destructuring: defaults, rest, holes, computed keys, members',
    why: 'do not parse, or do nothing; null in a parameter corrupts the heap',
    instead: 'assignments',
    test: 'destructuring',
  },
  {
    construct: 'default parameters',
    why: 'a default that throws corrupts the heap',
    instead: 'a test in the body',
    test: 'parameters',
  },
  {
    construct: 'rest parameters',
    why: 'do not parse',
    instead: 'eight parameters and a list of them',
    test: 'parameters',
  },
  {
    construct: 'spread in calls',
    why: 'does not parse',
    instead: 'a helper for up to eight arguments; for push, unshift, concat, Math.max, Math.min for any number',
    test: 'spread',
  },
  { construct: 'spread of Map and Set', why: 'only arrays and texts spread', instead: 'a list first', test: 'spread' },
  {
    construct: 'methods in object literals',
    why: 'do not parse',
    instead: 'function expressions',
    test: 'objects',
  },
  {
    construct: 'keys of object literals after a spread or a computed key',
    why: 'come first, before those of the spread',
    instead: 'a spread of their own',
    test: 'objects',
  },
  {
    construct: 'delete',
    why: 'keys of a literal cannot be deleted',
    instead: 'literals become copies, in a program that deletes',
    test: 'objects',
  },
  {
    construct: 'assignments to members',
    why: 'the value is evaluated before object and key, and these twice by +=, ++ and the like',
    instead: 'object and key in variables, where it makes a difference',
    test: 'order',
  },
  {
    construct: '|=, &=, ^=, <<=, >>=, >>>=',
    why: 'lose what is above 2^31',
    instead: 'the operator, then the assignment',
    test: 'order',
  },
  { construct: 'regular expressions', why: 'do not parse', instead: 'new RegExp', test: 'literals' },
  { construct: '1_000, \\u{…}', why: 'do not parse', instead: 'spelled out', test: 'literals' },
  {
    construct: 'the character 0 in texts',
    why: 'is dropped',
    instead: 'String.fromCharCode(0)',
    test: 'literals',
  },
  {
    construct: 'the name of a function expression',
    why: 'is not seen in the function',
    instead: 'a variable',
    test: 'functions',
  },
  {
    construct: 'functions in blocks',
    why: 'get their value only when reached',
    instead: 'variables at the top of the block',
    test: 'functions',
  },
  {
    construct: 'async, await',
    why: 'do not parse',
    instead: 'steps that promises drive, without growing the stack',
    test: 'async',
  },
  {
    construct: 'assignments in a branch of ?:',
    why: 'do not parse',
    instead: 'parentheses',
    test: 'expressions',
  },
  {
    construct: 'typeof of an undeclared name',
    why: 'throws',
    instead: 'a helper that catches',
    test: 'expressions',
  },
  {
    construct: 'reserved names (as, from, with, package …), $ names of functions and parameters',
    why: 'do not parse as variables; $x is a context variable',
    instead: 'renamed',
    test: 'scope',
  },
  { construct: 'modules', why: 'missing names are undefined', instead: 'one script', test: 'modules' },
  {
    construct: 'slice, sort, trim, at, join, lastIndexOf, Array.from, Object.fromEntries …',
    why: 'the built-ins lie, crash or are missing',
    instead: 'helpers of build/prelude/, if called',
    test: 'builtins',
  },
  {
    construct: 'parseInt, parseFloat, Math.round, MAX_SAFE_INTEGER, Date.parse, JSON.stringify',
    why: 'the built-ins lie or are missing',
    instead: 'helpers of build/prelude/, if called',
    test: 'builtins',
  },
  {
    construct: 'forEach, keys, values, entries of Map and Set',
    why: 'are missing, or give the key first',
    instead: 'helpers of build/prelude/, if called',
    test: 'builtins',
  },
  {
    construct: 'new Promise, then, catch, finally, race, allSettled, resolve',
    why: 'adopt nothing, lose callbacks, or mean something else',
    instead: 'helpers of build/prelude/, if called',
    test: 'async',
  },
]

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
  { construct: 'key in list', why: 'throws for arrays', instead: 'Compare with the length.' },
  {
    construct: 'nested calls',
    why: 'end at 98; a call of an async function counts three until its first await has been reached',
    instead: 'Loops over lists, recursion of bounded depth only.',
  },
]
