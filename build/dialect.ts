/**
 * The dialect: every construct that Pipy lacks or evaluates differently and that the compiler lowers. What it refuses, and
 * what stays different, is in dialect-refused.ts; together they are the table.
 *
 * build/dialect.md is generated from the table, and the tests go through it: each row here names its case under
 * test/engine/cases/language/. Facts measured on Pipy 2.0.2.
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
  {
    construct: 'new Error',
    why: 'does not know where it was made',
    instead: 'told by a second error, which is its cause on Pipy and nothing elsewhere',
    test: 'exceptions',
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
    instead: 'steps that promises drive',
    test: 'async',
  },
  {
    construct: 'async functions side by side',
    why: 'calls nest 98 deep at most, and callbacks of one promise disturb each other',
    instead: 'each await begins on an empty stack, with a promise of its own',
    test: 'async-order',
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
    construct: 'splice, fill, charAt, codePointAt, split, replace, repeat, padStart, toFixed, Number.isNaN …',
    why: 'lose data, crash or never end at the edges: negative, behind the end, empty',
    instead: 'helpers of build/prelude/, if called',
    test: 'edges',
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
    construct: 'new Promise, then, catch, finally, any, race, allSettled, resolve',
    why: 'adopt nothing, lose callbacks, or mean something else',
    instead: 'helpers of build/prelude/, if called',
    test: 'promises',
  },
]
