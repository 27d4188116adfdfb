/**
 * The last look at lowered code: a tree of nothing but what Pipy parses and evaluates as JavaScript does.
 *
 * Owns the list of such nodes. Collects all refusals instead of stopping at the first. What it finds is a defect of the
 * compiler: what authors may not write was refused before (lower/refused.ts).
 */
import { isFunction, type Node, walk } from './lower/ast.ts'
import { type Refusal, RefusedError, refusalAt } from './lower/refuse.ts'
import { reserved } from './lower/scope.ts'

/** Types of nodes that Pipy 2.0.2 parses and that lowered code may consist of. */
const nodeTypes: ReadonlySet<string> = new Set([
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

const hint = 'This is a defect of the compiler: please report it with the line.'

const isName = (node: Node | null): boolean => node?.type === 'Identifier' && !reserved.has(node.name)

/** What is wrong with a node of a known type; null if nothing is. */
const checks: Record<string, (node: Node) => string | null> = {
  VariableDeclaration: node => (node.kind === 'var' ? null : node.kind),
  VariableDeclarator: node => (isName(node.id) ? null : 'a declaration of something else than a name'),
  ForStatement: node => (node.init && node.test && node.update ? null : 'a for without all three parts'),
  TryStatement: node => (node.finalizer ? 'finally' : node.handler ? null : 'try without catch'),
  CatchClause: node => (isName(node.param) ? null : 'catch of something else than a name'),
  Literal: node => (node.regex || node.bigint ? 'a literal that is no number, text, boolean or null' : null),
  ArrayExpression: node => (node.elements.includes(null) ? 'a hole in an array' : null),
  Property: node => (node.kind !== 'init' || node.method ? 'a method, getter or setter' : null),
  MemberExpression: node => (node.optional ? '?.' : null),
  CallExpression: node => (node.optional ? '?.' : node.arguments.some(isSpread) ? 'a spread in a call' : null),
  NewExpression: node => (node.arguments.some(isSpread) ? 'a spread in a call' : null),
  ConditionalExpression: node =>
    [node.consequent, node.alternate].some(branch => branch.type === 'AssignmentExpression')
      ? 'an assignment in a branch'
      : null,
}

const isSpread = (node: Node): boolean => node.type === 'SpreadElement'

function problemOf(node: Node): string | null {
  if (!nodeTypes.has(node.type)) return node.type
  if (isFunction(node)) {
    if (node.async || node.generator) return 'an async function or generator'
    if (node.type === 'FunctionDeclaration' && !isName(node.id)) return 'a function of a reserved name'
    return node.params.every(isName) ? null : 'a parameter that is no plain name'
  }
  return checks[node.type]?.(node) ?? null
}

/** Throws RefusedError unless the program is in the dialect. */
export function checkDialect(program: Node): void {
  const refusals: Refusal[] = []
  walk(program, node => {
    const problem = problemOf(node)
    if (problem) refusals.push(refusalAt(node, `Pipy does not know ${problem}`, hint))
  })
  if (refusals.length > 0) throw new RefusedError(refusals)
}
