/**
 * Lowers expressions to those that Pipy evaluates as JavaScript does.
 *
 * Owns nothing. `await` stays in place here: async.ts takes it out afterwards. Functions go back to functions.ts through
 * the callback that the caller hands in.
 */
import {
  array,
  arrow,
  assign,
  binary,
  call,
  conditional,
  id,
  isFunction,
  literal,
  member,
  type Node,
  sequence,
} from './ast.ts'
import { builtinConstructor, builtinMethod, builtinSplice, builtinSpread, builtinValue, isGlobal } from './builtins.ts'
import type { CodeLowering } from './context.ts'
import { object } from './objects.ts'
import { assignments } from './patterns.ts'
import { refuseUnknown } from './refuse.ts'
import { assignment, update } from './targets.ts'

/** The lowered form of an expression. */
export function expression(l: CodeLowering, node: Node): Node {
  if (isFunction(node)) return l.lowerFunction(node)
  switch (node.type) {
    case 'Identifier':
      return builtinValue(l, node) ?? node
    case 'Literal':
      return lowerLiteral(node)
    case 'TemplateLiteral':
      return lowerTemplate(l, node)
    case 'ChainExpression':
      return lowerChain(l, node.expression)
    case 'ArrayExpression':
      return { ...node, elements: node.elements.map((e: Node) => lowerElement(l, e)) }
    case 'ObjectExpression':
      return object(l, node)
    case 'AssignmentExpression':
      return lowerAssignment(l, node)
    case 'CallExpression':
      return lowerCall(l, node)
    case 'NewExpression':
      return lowerNew(l, node)
    case 'UnaryExpression':
      return lowerUnary(l, node)
    case 'ConditionalExpression':
      return conditional(l.lower(node.test), l.lower(node.consequent), l.lower(node.alternate))
    case 'MemberExpression':
      return (
        builtinValue(l, node) ?? {
          ...node,
          object: l.lower(node.object),
          property: node.computed ? l.lower(node.property) : node.property,
        }
      )
    case 'SequenceExpression':
      return { ...node, expressions: node.expressions.map(l.lower) }
    case 'BinaryExpression':
    case 'LogicalExpression':
      return { ...node, left: l.lower(node.left), right: l.lower(node.right) }
    case 'UpdateExpression':
      return update(l, { ...node, argument: l.lower(node.argument) })
    case 'AwaitExpression':
      return { ...node, argument: l.lower(node.argument) }
    case 'ParenthesizedExpression':
      return l.lower(node.expression)
    default:
      return refuseUnknown(node)
  }
}

function lowerLiteral(node: Node): Node {
  if (node.regex) {
    return {
      type: 'NewExpression',
      callee: id('RegExp', node),
      arguments: [literal(node.regex.pattern), literal(node.regex.flags)],
    }
  }
  return typeof node.value === 'string' ? textLiteral(node.value, node) : literal(node.value, node)
}

/** A text. Pipy drops the character 0 from what is written, so it is made by a call. */
function textLiteral(value: string, at: Node): Node {
  const zero = (): Node => call(member(id('String', at), id('fromCharCode', at)), [literal(0)], at)
  return value
    .split('\0')
    .map(part => literal(part, at))
    .reduce((before, part) => binary(binary(before, '+', zero()), '+', part))
}

/** `a${b}c` as 'a' + b + 'c'; begins with a text, so that + is always concatenation. */
function lowerTemplate(l: CodeLowering, node: Node): Node {
  let result = textLiteral(node.quasis[0].value.cooked, node)
  node.expressions.forEach((part: Node, index: number) => {
    result = binary(result, '+', l.lower(part))
    const text = node.quasis[index + 1].value.cooked
    if (text !== '') result = binary(result, '+', textLiteral(text, node))
  })
  return result
}

function lowerElement(l: CodeLowering, element: Node): Node {
  if (element.type !== 'SpreadElement') return l.lower(element)
  return { ...element, argument: call(l.helper('listOf'), [l.lower(element.argument)], element) }
}

function lowerNew(l: CodeLowering, node: Node): Node {
  const args = node.arguments.map((a: Node) => l.lower(a))
  return (
    builtinConstructor(l, node, args) ??
    placedError(l, node, args) ?? { ...node, callee: l.lower(node.callee), arguments: args }
  )
}

/**
 * `new Error(message)` with a second argument that says where it is: an error of Pipy does not know that, and what it is given
 * there is told with it when nobody catches it. For JavaScript an error is no options with a `cause`. Null for others.
 */
function placedError(l: CodeLowering, node: Node, args: Node[]): Node | null {
  if (!isGlobal(node.callee) || node.callee.name !== 'Error') return null
  const place = { type: 'NewExpression', callee: id('Error'), arguments: [literal(`at ${l.placeOf(node)}`)] }
  return { ...node, arguments: [args[0] ?? literal(''), place] }
}

function lowerUnary(l: CodeLowering, node: Node): Node {
  const { operator, argument } = node
  // A name that nothing declares: reading it throws on Pipy, even for typeof.
  if (operator === 'typeof' && isGlobal(argument)) return call(l.helper('typeofName'), [arrow([], argument)], node)
  return { ...node, argument: l.lower(argument) }
}

function lowerAssignment(l: CodeLowering, node: Node): Node {
  if (node.left.type !== 'ObjectPattern' && node.left.type !== 'ArrayPattern') {
    return assignment(l, { ...node, left: l.lower(node.left), right: l.lower(node.right) })
  }
  const value = id(l.temp('value'), node)
  return sequence([assign(value, l.lower(node.right)), ...assignments(l, node.left, value), { ...value }])
}

function lowerCall(l: CodeLowering, node: Node): Node {
  return finishCall(l, node, l.lower(node.callee))
}

/** A call whose callee is lowered already. */
function finishCall(l: CodeLowering, node: Node, callee: Node): Node {
  if (node.arguments.some((a: Node) => a.type === 'SpreadElement')) return finishSpreadCall(l, node, callee)
  const args = node.arguments.map((a: Node) => l.lower(a))
  const helper = builtinMethod(l, callee, args)
  if (helper) return call(helper, [callee.object, ...args], node)
  return builtinSplice(l, callee, args) ?? { ...node, optional: false, callee, arguments: args }
}

function finishSpreadCall(l: CodeLowering, node: Node, callee: Node): Node {
  const elements: Node[] = node.arguments.map((a: Node) => lowerElement(l, a))
  const splice = builtinSplice(l, callee, elements)
  if (splice) return splice
  const args = array(elements)
  const builtin = builtinSpread(l, callee)
  if (builtin) return call(builtin.helper, builtin.object ? [builtin.object, args] : [args], node)
  if (callee.type !== 'MemberExpression') return call(l.helper('callWith'), [callee, args], node)
  const name = callee.computed ? callee.property : literal(callee.property.name)
  return call(l.helper('callMethod'), [callee.object, name, args], node)
}

/**
 * An optional chain: Pipy has `?.` but goes on with the rest of the chain after undefined. Every `?.` becomes a test of a
 * temporary, and the rest of the chain stands in its branch.
 */
function lowerChain(l: CodeLowering, chain: Node): Node {
  const tests: Node[] = []
  /** Makes `value` readable several times: the node that reads it first, and the one for later. */
  const keep = (value: Node): [first: Node, later: Node] => {
    if (value.type === 'Identifier' || value.type === 'Literal') return [value, { ...value }]
    const kept = id(l.temp('link'), value)
    return [sequence([assign(kept, value)]), { ...kept }]
  }
  const addTest = (first: Node, later: Node) => {
    tests.push(binary(binary(first, '===', literal(undefined)), '||', binary({ ...later }, '===', literal(null))))
  }
  const hold = (value: Node): Node => {
    const [first, later] = keep(value)
    addTest(first, later)
    return later
  }
  /** `f?.()`, and `o.m?.()`, whose method keeps its object. */
  const optionalCall = (node: Node): Node => {
    const callee = link(node.callee)
    if (callee.type !== 'MemberExpression') return finishCall(l, node, hold(callee))
    const [object, sameObject] = keep(callee.object)
    const [property, sameProperty] = callee.computed ? keep(callee.property) : [callee.property, callee.property]
    const method = member({ ...sameObject }, sameProperty, callee.computed)
    addTest(member(object, property, callee.computed), method)
    return finishCall(l, node, method)
  }
  const link = (node: Node): Node => {
    if (node.type === 'MemberExpression') {
      const object = node.optional ? hold(link(node.object)) : link(node.object)
      return member(object, node.computed ? l.lower(node.property) : node.property, node.computed)
    }
    if (node.type === 'CallExpression') {
      if (!node.optional) return finishCall(l, node, link(node.callee))
      return optionalCall(node)
    }
    return l.lower(node)
  }
  const inner = link(chain)
  return tests.reduceRight((rest, test) => conditional(test, literal(undefined), rest), inner)
}
