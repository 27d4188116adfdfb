/**
 * Takes `await` out of expressions: what is evaluated before it is kept in variables, then the function is suspended.
 *
 * Owns nothing; the machine of async.ts gives it the means. The order of evaluation is that of JavaScript.
 */
import { array, assign, binary, hasAwait, isNullish, type Node, not, statement } from './ast.ts'
import { isStable } from './targets.ts'

/** What the machine offers. */
export interface Steps {
  emit: (...nodes: Node[]) => void
  /** A variable that lives as long as the function. */
  temp: (stem: string) => Node
  /** Ends the step waiting for `value`; gives the expression that reads the outcome in the next one. */
  suspend: (value: Node) => Node
  /** Runs one of two pieces of work. */
  branch: (test: Node, yes: () => void, no: () => void) => void
}

/** The expression without its awaits, whose effects have been emitted. To be evaluated once, right away. */
export function settleExpression(steps: Steps, node: Node): Node {
  if (!hasAwait(node)) return node
  const settle = (inner: Node) => settleExpression(steps, inner)
  switch (node.type) {
    case 'AwaitExpression':
      return steps.suspend(settle(node.argument))
    case 'SequenceExpression': {
      const last = node.expressions[node.expressions.length - 1]
      for (const inner of node.expressions.slice(0, -1)) steps.emit(statement(settle(inner)))
      return settle(last)
    }
    case 'LogicalExpression':
      return settleLogical(steps, node)
    case 'ConditionalExpression': {
      const result = steps.temp('result')
      steps.branch(
        settle(node.test),
        () => steps.emit(statement(assign(result, settle(node.consequent)))),
        () => steps.emit(statement(assign(result, settle(node.alternate)))),
      )
      return result
    }
    case 'AssignmentExpression':
      return settleAssignment(steps, node)
    default:
      return settleParts(steps, node)
  }
}

function settleLogical(steps: Steps, node: Node): Node {
  const result = steps.temp('result')
  steps.emit(statement(assign(result, settleExpression(steps, node.left))))
  const isDecided = node.operator === '||' ? result : node.operator === '&&' ? not(result) : not(isNullish(result))
  steps.branch(
    isDecided,
    () => undefined,
    () => steps.emit(statement(assign(result, settleExpression(steps, node.right)))),
  )
  return result
}

function settleAssignment(steps: Steps, node: Node): Node {
  // targets.ts has seen to it that the parts of the target are stable where it matters.
  const left = settleExpression(steps, node.left)
  if (node.operator === '=') return { ...node, left, right: settleExpression(steps, node.right) }
  const logical = ['||=', '&&=', '??='].includes(node.operator)
  const operator = node.operator.slice(0, -1)
  if (logical) {
    return settleExpression(steps, binary(left, operator, assign({ ...left }, node.right)))
  }
  const before = keep(steps, left)
  return assign({ ...left }, binary(before, operator, settleExpression(steps, node.right)))
}

/** Keeps a value in a variable unless it cannot change. */
function keep(steps: Steps, value: Node): Node {
  if (isStable(value)) return value
  const kept = steps.temp('kept')
  steps.emit(statement(assign(kept, value)))
  return kept
}

/** A way to the parts of an expression, in the order in which they are evaluated. */
interface Part {
  get: () => Node
  set: (node: Node) => void
  /** What is kept of it while others are awaited: of what is spread a copy, since it may change meanwhile. */
  kept: (node: Node) => Node
}

function settleParts(steps: Steps, node: Node): Node {
  const copy: Node = { ...node }
  const parts = partsOf(copy)
  const last = parts.findLastIndex(part => hasAwait(part.get()))
  parts.forEach((part, index) => {
    if (index > last) return
    const settled = settleExpression(steps, part.get())
    part.set(index < last ? keep(steps, part.kept(settled)) : settled)
  })
  return copy
}

function partsOf(node: Node): Part[] {
  const field = (owner: Node, key: string): Part => ({
    get: () => owner[key],
    set: value => {
      owner[key] = value
    },
    kept: value => value,
  })
  const spread = (owner: Node): Part => ({
    ...field(owner, 'argument'),
    kept: argument =>
      node.type === 'ObjectExpression'
        ? { type: 'ObjectExpression', properties: [{ type: 'SpreadElement', argument }] }
        : array([{ type: 'SpreadElement', argument }]),
  })
  const list = (key: string): Part[] => {
    node[key] = node[key].map((item: Node) => ({ ...item }))
    return node[key].map((item: Node, index: number) =>
      item.type === 'SpreadElement' ? spread(item) : field(node[key], String(index)),
    )
  }
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression': {
      if (node.callee.type !== 'MemberExpression') return [field(node, 'callee'), ...list('arguments')]
      node.callee = { ...node.callee }
      const callee = [field(node.callee, 'object'), ...(node.callee.computed ? [field(node.callee, 'property')] : [])]
      return [...callee, ...list('arguments')]
    }
    case 'ArrayExpression':
      return list('elements')
    case 'ObjectExpression':
      node.properties = node.properties.map((p: Node) => ({ ...p }))
      return node.properties.flatMap((p: Node) =>
        p.type === 'SpreadElement' ? [spread(p)] : [...(p.computed ? [field(p, 'key')] : []), field(p, 'value')],
      )
    case 'BinaryExpression':
      return [field(node, 'left'), field(node, 'right')]
    case 'MemberExpression':
      return [field(node, 'object'), ...(node.computed ? [field(node, 'property')] : [])]
    case 'UnaryExpression':
      return [field(node, 'argument')]
    default:
      throw new Error(`a lowered expression holds ${node.type} with await`)
  }
}
