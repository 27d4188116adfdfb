/**
 * Assignments to object.key and object[key] in the order of JavaScript.
 *
 * Owns nothing. Pipy evaluates the right side before object and key, and both of them twice for `+=`, `++` and the like
 * (src/pjs/expr.cpp); its bit operators with `=` lose what is above 2^31. What could tell the difference is kept in
 * variables first.
 */
import { assign, binary, isFunction, member, type Node, sequence } from './ast.ts'
import type { Lowering } from './context.ts'
import type { Binding } from './scope.ts'

const bitOperators = new Set(['|=', '&=', '^=', '<<=', '>>=', '>>>='])

/** True if it is the same whenever it is evaluated, and evaluating it does nothing. */
export function isStable(node: Node): boolean {
  if (node.type === 'Identifier') return !(node.binding as Binding | undefined)?.changed
  return node.type === 'Literal' || isFunction(node)
}

/** True if evaluating it does nothing: it only reads. */
function isPlain(node: Node): boolean {
  switch (node.type) {
    case 'Identifier':
      return true
    case 'MemberExpression':
      return isPlain(node.object) && (!node.computed || isPlain(node.property))
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isPlain(node.left) && isPlain(node.right)
    case 'ConditionalExpression':
      return isPlain(node.test) && isPlain(node.consequent) && isPlain(node.alternate)
    case 'UnaryExpression':
      return node.operator !== 'delete' && isPlain(node.argument)
    default:
      return isStable(node)
  }
}

const partsOf = (target: Node): Node[] => (target.computed ? [target.object, target.property] : [target.object])

/** A member expression whose parts can be evaluated any number of times, and the assignments that make it so. */
function hold(l: Lowering, target: Node): { target: Node; before: Node[] } {
  const before: Node[] = []
  const keep = (part: Node, stem: string): Node => {
    if (isStable(part)) return part
    const kept: Node = { type: 'Identifier', name: l.temp(stem), loc: part.loc }
    before.push(assign(kept, part))
    return { ...kept }
  }
  const object = keep(target.object, 'object')
  const property = target.computed ? keep(target.property, 'key') : target.property
  return { target: member(object, property, target.computed), before }
}

const inOrder = (before: Node[], last: Node): Node => (before.length > 0 ? sequence([...before, last]) : last)

/** An assignment whose sides are lowered already; its target is a name or a member. */
export function assignment(l: Lowering, node: Node): Node {
  const { operator, right } = node
  const write = (left: Node): Node =>
    bitOperators.has(operator)
      ? assign(left, binary({ ...left }, operator.slice(0, -1), right))
      : { ...node, left, right }
  if (node.left.type !== 'MemberExpression') return write(node.left)
  const parts = partsOf(node.left)
  const holds =
    parts.every(isStable) || (operator === '=' && isStable(right)) || (parts.every(isPlain) && isPlain(right))
  if (holds) return write(node.left)
  const { target, before } = hold(l, node.left)
  return inOrder(before, write(target))
}

/** `++` or `--` whose argument is lowered already. */
export function update(l: Lowering, node: Node): Node {
  if (node.argument.type !== 'MemberExpression' || partsOf(node.argument).every(isPlain)) return node
  const { target, before } = hold(l, node.argument)
  return inOrder(before, { ...node, argument: target })
}
