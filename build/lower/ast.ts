/**
 * The syntax tree as the compiler handles it: nodes of ESTree, how to make them, how to visit them.
 *
 * Owns nothing. Every node that is made takes over the position of the node it stands for, so that source maps hold.
 */

/** ESTree's union does not allow trees that are half lowered, so a node is a type and whatever fields it has. */
export interface Node {
  type: string
  loc?: Position | null
  [field: string]: any
}

export interface Position {
  start: { line: number; column: number }
  end?: { line: number; column: number }
}

const functionTypes = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']
const loopTypes = ['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement']

export const isFunction = (node: Node): boolean => functionTypes.includes(node.type)
export const isLoop = (node: Node): boolean => loopTypes.includes(node.type)

/** The nodes directly below `node`. */
export function children(node: Node): Node[] {
  const found: Node[] = []
  for (const key of Object.keys(node)) {
    if (key === 'loc' || key === 'binding') continue
    const value = node[key]
    if (Array.isArray(value)) for (const item of value) isNode(item) && found.push(item)
    else if (isNode(value)) found.push(value)
  }
  return found
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

/** Visits `node` and what is below it, parents first. `visit` answers false to stay out of a subtree. */
export function walk(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return
  for (const child of children(node)) walk(child, visit)
}

/** True if `test` holds for a node below `node` (itself included) without entering functions. */
export function hasInside(node: Node, test: (node: Node) => boolean): boolean {
  let found = false
  walk(node, inner => {
    if (found) return false
    if (test(inner)) found = true
    return !(found || (isFunction(inner) && inner !== node))
  })
  return found
}

export const hasAwait = (node: Node): boolean =>
  hasInside(node, inner => inner.type === 'AwaitExpression' || (inner.type === 'ForOfStatement' && inner.await))

export const id = (name: string, at?: Node): Node => ({ type: 'Identifier', name, loc: at?.loc })
export const literal = (value: unknown, at?: Node): Node =>
  value === undefined ? id('undefined', at) : { type: 'Literal', value, loc: at?.loc }
export const assign = (left: Node, right: Node, operator = '='): Node => ({
  type: 'AssignmentExpression',
  operator,
  left,
  right,
  loc: right.loc,
})
export const statement = (expression: Node): Node => ({ type: 'ExpressionStatement', expression, loc: expression.loc })
export const block = (body: Node[]): Node => ({ type: 'BlockStatement', body })
export const call = (callee: Node, args: Node[], at?: Node): Node => ({
  type: 'CallExpression',
  callee,
  arguments: args,
  optional: false,
  loc: at?.loc ?? callee.loc,
})
export const member = (object: Node, property: Node, computed = false): Node => ({
  type: 'MemberExpression',
  object,
  property,
  computed,
  optional: false,
  loc: property.loc ?? object.loc,
})
export const prop = (object: Node, name: string): Node => member(object, id(name))
export const at = (object: Node, index: Node): Node => member(object, index, true)
export const binary = (left: Node, operator: string, right: Node): Node => ({
  type: operator === '||' || operator === '&&' || operator === '??' ? 'LogicalExpression' : 'BinaryExpression',
  operator,
  left,
  right,
  loc: left.loc,
})
export const sequence = (expressions: Node[]): Node => ({
  type: 'SequenceExpression',
  expressions,
  loc: expressions[0]?.loc,
})
/** Pipy does not parse an assignment as a branch unless it stands in parentheses, which a sequence of one prints. */
const enclosed = (node: Node): Node => (node.type === 'AssignmentExpression' ? sequence([node]) : node)
export const conditional = (test: Node, consequent: Node, alternate: Node): Node => ({
  type: 'ConditionalExpression',
  test,
  consequent: enclosed(consequent),
  alternate: enclosed(alternate),
  loc: test.loc,
})
export const array = (elements: Node[]): Node => ({ type: 'ArrayExpression', elements })
export const variable = (name: string, init: Node | null): Node => ({
  type: 'VariableDeclaration',
  kind: 'var',
  declarations: [{ type: 'VariableDeclarator', id: id(name), init, loc: init?.loc }],
  loc: init?.loc,
})
export const when = (test: Node, consequent: Node, alternate: Node | null = null): Node => ({
  type: 'IfStatement',
  test,
  consequent,
  alternate,
  loc: test.loc,
})
export const giveBack = (argument: Node | null): Node => ({ type: 'ReturnStatement', argument, loc: argument?.loc })
export const leave = (label: string): Node => ({ type: 'BreakStatement', label: id(label) })
export const labeled = (label: string, body: Node): Node => ({ type: 'LabeledStatement', label: id(label), body })
export const arrow = (params: Node[], body: Node, at?: Node): Node => ({
  type: 'ArrowFunctionExpression',
  params,
  body,
  expression: body.type !== 'BlockStatement',
  async: false,
  loc: at?.loc,
})

export const not = (argument: Node): Node => ({
  type: 'UnaryExpression',
  operator: '!',
  prefix: true,
  argument,
  loc: argument.loc,
})

/** An endless or conditional loop in the only form that Pipy parses: all three parts present. */
export const loop = (parts: { test: Node; update?: Node | null; body: Node }, at?: Node): Node => ({
  type: 'ForStatement',
  init: literal(0),
  test: parts.test,
  update: parts.update ?? literal(0),
  body: parts.body,
  loc: at?.loc,
})

export const isNullish = (value: Node): Node =>
  binary(binary(value, '===', literal(undefined)), '||', binary({ ...value }, '===', literal(null)))
