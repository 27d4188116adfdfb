/**
 * The dialect: every construct that Pipy lacks or evaluates differently, and what the compiler does about it.
 *
 * One table, the source for the final check, the documentation and the tests: each row names its case under
 * test/engine/cases/language/. Facts measured on Pipy 2.0.2.
 */

export interface Construct {
  construct: string
  /** Lowered to something Pipy runs as JavaScript, or refused with the hint. */
  treatment: 'lowered' | 'refused'
  why: string
  /** Lowered: what to. Refused: what to write instead. */
  instead: string
  /** The case that runs it on both engines, or the unit test for a refusal. */
  test: string
}

const row = (
  construct: string,
  treatment: Construct['treatment'],
  why: string,
  instead: string,
  test: string,
): Construct => ({
  construct,
  treatment,
  why,
  instead,
  test,
})

export const dialect: readonly Construct[] = [
  row('let, const', 'lowered', 'do not parse; only var exists', 'var, renamed where it would collide', 'scope'),
  row(
    'closures over variables of a turn',
    'lowered',
    'var is one variable for all turns',
    'a function a turn',
    'turns',
  ),
  row('while, do, for-of, for-in, partial for', 'lowered', 'do not parse', 'for with all three parts', 'loops'),
  row('continue', 'lowered', 'does not parse', 'break out of a labelled block', 'loops'),
  row('labels', 'lowered', 'a labelled break cannot leave a switch', 'labelled blocks and loops', 'jumps'),
  row('switch', 'lowered', 'compares with ==', 'conditions with ===', 'switch'),
  row('try … finally', 'lowered', 'return and break are lost', 'the completion is kept', 'finally'),
  row('a?.b.c', 'lowered', 'the rest of the chain goes on after undefined', 'a test of a temporary', 'chains'),
  row('template literals', 'lowered', 'some escapes are misread', 'concatenation', 'templates'),
  row(
    'destructuring',
    'lowered',
    'defaults, rest, holes, members fail; null in a parameter corrupts the heap',
    'assignments',
    'destructuring',
  ),
  row('default parameters', 'lowered', 'a default that throws corrupts the heap', 'a test in the body', 'parameters'),
  row(
    'rest parameters',
    'lowered',
    'do not parse',
    'up to eight parameters; undefined at the end is not counted',
    'parameters',
  ),
  row(
    'spread in calls',
    'lowered',
    'does not parse',
    'a helper for up to eight arguments; push for any number',
    'spread',
  ),
  row('spread of Map, Set', 'lowered', 'only arrays and texts spread', 'an array first', 'spread'),
  row('methods in object literals', 'lowered', 'do not parse', 'function expressions', 'objects'),
  row('regex literals', 'lowered', 'do not parse', 'new RegExp', 'literals'),
  row('1_000, \\u{…}', 'lowered', 'do not parse', 'spelled out', 'literals'),
  row(
    'names of functions in themselves',
    'lowered',
    'a named function expression does not see its name',
    'a variable',
    'functions',
  ),
  row(
    'functions in blocks',
    'lowered',
    'get their value only when reached',
    'moved to the top of the block',
    'functions',
  ),
  row('async, await', 'lowered', 'do not parse', 'steps driven by promises', 'async'),
  row('assignment in a branch of ?:', 'lowered', 'does not parse', 'parentheses', 'expressions'),
  row('slice, sort, trim', 'lowered', 'the built-ins lie', 'helpers of the prelude', 'builtins'),
  row('reserved names (as, from, with …)', 'lowered', 'do not parse as variables', 'renamed', 'scope'),
  row('class', 'refused', 'does not exist', 'Write a factory: a function that returns an object literal.', 'refusals'),
  row(
    'this, super',
    'refused',
    'do not exist',
    'Write a factory: a function that returns an object literal.',
    'refusals',
  ),
  row('generators', 'refused', 'do not exist', 'Collect the items in an array.', 'refusals'),
  row('getters, setters', 'refused', 'do not exist', 'Write a method.', 'refusals'),
  row('tagged templates', 'refused', 'do not exist', 'Call the function with its parts.', 'refusals'),
  row('import(), import.meta', 'refused', 'do not exist', 'Import at the top of the file.', 'refusals'),
  row(
    'delete',
    'refused',
    'keys of literals cannot be deleted',
    'Use a Map, or build the object without the key.',
    'refusals',
  ),
  row('BigInt', 'refused', 'does not exist', 'Use numbers below 2^53, or texts.', 'refusals'),
  row(
    'assignment to an undeclared name',
    'refused',
    'makes a global, silently',
    'Declare it with let or const.',
    'refusals',
  ),
  row('for await', 'refused', 'does not exist', 'Await inside the loop.', 'refusals'),
]

/** Types of nodes that Pipy 2.0.2 parses and that lowered code may consist of. */
export const nodeTypes: ReadonlySet<string> = new Set([
  'Program',
  'VariableDeclaration',
  'VariableDeclarator',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ExpressionStatement',
  'BlockStatement',
  'IfStatement',
  'ForStatement',
  'LabeledStatement',
  'BreakStatement',
  'ReturnStatement',
  'ThrowStatement',
  'TryStatement',
  'CatchClause',
  'Identifier',
  'Literal',
  'ArrayExpression',
  'ObjectExpression',
  'Property',
  'SpreadElement',
  'CallExpression',
  'NewExpression',
  'MemberExpression',
  'BinaryExpression',
  'LogicalExpression',
  'UnaryExpression',
  'UpdateExpression',
  'AssignmentExpression',
  'ConditionalExpression',
  'SequenceExpression',
])
