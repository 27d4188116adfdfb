/**
 * Lowers expressions to those that Pipy evaluates as JavaScript does.
 *
 * Owns nothing. `await` stays in place here: async.ts takes it out afterwards. Functions go back to functions.ts through
 * the callback that the caller hands in.
 */
import { array, assign, binary, call, conditional, id, isFunction, isNullish, literal, member, type Node, sequence } from './ast.ts'
import type { Lowering } from './context.ts'
import { assignments } from './patterns.ts'
import { refuse } from './refuse.ts'

export interface ExpressionLowering extends Lowering {
  /** Lowers a function expression or arrow. */
  lowerFunction: (node: Node) => Node
}

/** Methods whose native version lies, by name; the helper falls through for objects that are not meant. */
const correctedMethods: Record<string, string> = { slice: 'sliceOf', sort: 'sortOf', trim: 'trimOf' }

/** Calls of these with a spread are common and have a helper of their own. */
const spreadMethods: Record<string, string> = { push: 'pushAll' }

const refusals: Record<string, [message: string, hint: string]> = {
  ThisExpression: ['"this" does not exist in Pipy', 'Write a factory: a function that returns an object literal.'],
  Super: ['"super" does not exist in Pipy', 'Write a factory that calls another.'],
  ClassExpression: ['classes do not exist in Pipy', 'Write a factory: a function that returns an object literal.'],
  YieldExpression: ['generators do not exist in Pipy', 'Collect the items in an array.'],
  MetaProperty: ['new.target and import.meta do not exist in Pipy', 'Use pipy.source.'],
  ImportExpression: ['import() does not exist in Pipy', 'Import at the top of the file.'],
  TaggedTemplateExpression: ['tagged templates do not exist in Pipy', 'Call the function with its parts.'],
}

/** The lowered form of an expression. */
export function expression(l: ExpressionLowering, node: Node): Node {
  const refusal = refusals[node.type]
  if (refusal) refuse(node, ...refusal)
  if (isFunction(node)) return l.lowerFunction(node)
  const lower = (inner: Node) => expression(l, inner)
  switch (node.type) {
    case 'Identifier':
      return node
    case 'Literal':
      return lowerLiteral(node)
    case 'TemplateLiteral':
      return lowerTemplate(node, lower)
    case 'ChainExpression':
      return lowerChain(l, node.expression)
    case 'ArrayExpression':
      return { ...node, elements: node.elements.map((e: Node | null) => lowerElement(l, e, node)) }
    case 'ObjectExpression':
      return { ...node, properties: node.properties.map((p: Node) => lowerProperty(l, p)) }
    case 'AssignmentExpression':
      return lowerAssignment(l, node)
    case 'CallExpression':
      return lowerCall(l, node)
    case 'NewExpression':
      if (node.arguments.some((a: Node) => a.type === 'SpreadElement')) {
        refuse(node, 'a spread among the arguments of new', 'Pass the items one by one.')
      }
      return { ...node, callee: lower(node.callee), arguments: node.arguments.map(lower) }
    case 'UnaryExpression':
      if (node.operator === 'delete') {
        refuse(node, 'keys of object literals cannot be deleted in Pipy', 'Use a Map, or build the object without the key.')
      }
      return { ...node, argument: lower(node.argument) }
    case 'ConditionalExpression':
      return conditional(lower(node.test), enclosed(lower(node.consequent)), enclosed(lower(node.alternate)))
    case 'MemberExpression':
      return { ...node, object: lower(node.object), property: node.computed ? lower(node.property) : node.property }
    case 'SequenceExpression':
      return { ...node, expressions: node.expressions.map(lower) }
    case 'BinaryExpression':
    case 'LogicalExpression':
      return { ...node, left: lower(node.left), right: lower(node.right) }
    case 'UpdateExpression':
    case 'AwaitExpression':
      return { ...node, argument: lower(node.argument) }
    case 'ParenthesizedExpression':
      return lower(node.expression)
    default:
      return refuse(node, `${node.type} is not known to the compiler`, 'Write it another way.')
  }
}

/** Pipy does not parse an assignment as a branch unless it stands in parentheses, which a sequence of one prints. */
function enclosed(node: Node): Node {
  return node.type === 'AssignmentExpression' ? sequence([node]) : node
}

function lowerLiteral(node: Node): Node {
  if (node.regex) {
    return { type: 'NewExpression', callee: id('RegExp', node), arguments: [literal(node.regex.pattern), literal(node.regex.flags)] }
  }
  if (node.bigint) return refuse(node, 'BigInt does not exist in Pipy', 'Use numbers below 2^53, or texts.')
  return literal(node.value, node)
}

/** `a${b}c` as 'a' + b + 'c'; begins with a text, so that + is always concatenation. */
function lowerTemplate(node: Node, lower: (node: Node) => Node): Node {
  let result = literal(node.quasis[0].value.cooked, node)
  node.expressions.forEach((part: Node, index: number) => {
    result = binary(result, '+', lower(part))
    const text = node.quasis[index + 1].value.cooked
    if (text !== '') result = binary(result, '+', literal(text, node))
  })
  return result
}

function lowerElement(l: ExpressionLowering, element: Node | null, list: Node): Node {
  if (!element) return refuse(list, 'a hole in an array literal', 'Write undefined.')
  if (element.type !== 'SpreadElement') return expression(l, element)
  return { ...element, argument: call(l.helper('listOf'), [expression(l, element.argument)], element) }
}

function lowerProperty(l: ExpressionLowering, property: Node): Node {
  if (property.type === 'SpreadElement') return { ...property, argument: expression(l, property.argument) }
  if (property.kind !== 'init') return refuse(property, 'getters and setters do not exist in Pipy', 'Write a method.')
  const key = property.computed ? expression(l, property.key) : property.key
  return { ...property, key, method: false, shorthand: false, value: expression(l, property.value) }
}

function lowerAssignment(l: ExpressionLowering, node: Node): Node {
  const lower = (inner: Node) => expression(l, inner)
  if (node.left.type !== 'ObjectPattern' && node.left.type !== 'ArrayPattern') {
    return { ...node, left: lower(node.left), right: lower(node.right) }
  }
  const value = id(l.temp('value'), node)
  return sequence([assign(value, lower(node.right)), ...assignments(l, node.left, value, lower), { ...value }])
}

function lowerCall(l: ExpressionLowering, node: Node): Node {
  if (node.callee.type === 'Super') refuse(node, ...(refusals.Super as [string, string]))
  return finishCall(l, node, expression(l, node.callee))
}

/** A call whose callee is lowered already. */
function finishCall(l: ExpressionLowering, node: Node, callee: Node): Node {
  if (node.arguments.some((a: Node) => a.type === 'SpreadElement')) return finishSpreadCall(l, node, callee)
  const args = node.arguments.map((a: Node) => expression(l, a))
  const corrected = methodIn(correctedMethods, callee)
  if (corrected) return call(l.helper(corrected), [callee.object, ...args], node)
  return { ...node, optional: false, callee, arguments: args }
}

function finishSpreadCall(l: ExpressionLowering, node: Node, callee: Node): Node {
  const args = array(node.arguments.map((a: Node) => lowerElement(l, a, node)))
  if (callee.type !== 'MemberExpression') return call(l.helper('callWith'), [callee, args], node)
  const helper = methodIn(spreadMethods, callee)
  if (!helper) return refuse(node, 'a method called with a spread', 'Call it for each item, or pass the array.')
  return call(l.helper(helper), [callee.object, args], node)
}

function methodIn(table: Record<string, string>, callee: Node): string | undefined {
  if (callee.type !== 'MemberExpression' || callee.computed) return undefined
  return Object.hasOwn(table, callee.property.name) ? table[callee.property.name] : undefined
}

/**
 * An optional chain: Pipy has `?.` but goes on with the rest of the chain after undefined. Every `?.` becomes a test of a
 * temporary, and the rest of the chain stands in its branch.
 */
function lowerChain(l: ExpressionLowering, chain: Node): Node {
  const lower = (inner: Node) => expression(l, inner)
  const tests: { kept: Node; value: Node }[] = []
  const hold = (value: Node): Node => {
    if (value.type === 'Identifier') {
      tests.push({ kept: value, value })
      return { ...value }
    }
    const kept = id(l.temp('link'), value)
    tests.push({ kept, value })
    return { ...kept }
  }
  const link = (node: Node): Node => {
    if (node.type === 'MemberExpression') {
      const object = node.optional ? hold(link(node.object)) : link(node.object)
      return member(object, node.computed ? lower(node.property) : node.property, node.computed)
    }
    if (node.type === 'CallExpression') {
      if (!node.optional) return finishCall(l, node, link(node.callee))
      return call(hold(link(node.callee)), node.arguments.map(lower), node)
    }
    return lower(node)
  }
  if (chain.type === 'CallExpression' && chain.optional && chain.callee.type === 'MemberExpression' && !isPlain(chain.callee.object)) {
    refuse(chain, 'an optional call of a method of a computed object', 'Keep the object in a variable first.')
  }
  const inner = link(chain)
  return tests.reduceRight((rest, { kept, value }) => {
    if (kept === value) return conditional(isNullish({ ...kept }), literal(undefined), rest)
    const first = sequence([assign(kept, value)])
    const test = binary(binary(first, '===', literal(undefined)), '||', binary({ ...kept }, '===', literal(null)))
    return conditional(test, literal(undefined), rest)
  }, inner)
}

function isPlain(node: Node): boolean {
  return node.type === 'Identifier' || (node.type === 'MemberExpression' && !node.computed && isPlain(node.object))
}

/** True if evaluating it twice, or later, makes no difference. */
export function isConstant(node: Node): boolean {
  return node.type === 'Literal' || isFunction(node) || (node.type === 'Identifier' && node.name === 'undefined')
}

