/**
 * Destructuring: turns a pattern and a value into plain assignments, each part of the value evaluated once.
 *
 * Owns nothing. Used for declarations, assignments, parameters, catch clauses and loop heads alike.
 */
import { array, assign, at, binary, call, conditional, id, literal, member, type Node } from './ast.ts'
import type { Lowering } from './context.ts'
import { assignment } from './targets.ts'

/** The assignments, in order, that give `pattern` the parts of `value`. `lower` lowers defaults and computed keys. */
export function assignments(lowering: Lowering, pattern: Node, value: Node, lower: (node: Node) => Node): Node[] {
  switch (pattern.type) {
    case 'ObjectPattern':
      return objectAssignments(lowering, pattern, value, lower)
    case 'ArrayPattern':
      return arrayAssignments(lowering, pattern, value, lower)
    case 'AssignmentPattern': {
      const [kept, first] = keep(lowering, value)
      const chosen = conditional(binary(kept, '===', literal(undefined)), lower(pattern.right), { ...kept })
      return [...first, ...assignments(lowering, pattern.left, chosen, lower)]
    }
    case 'MemberExpression': {
      const written = assignment(lowering, assign(lower(pattern), value))
      return written.type === 'SequenceExpression' ? written.expressions : [written]
    }
    default:
      return [assign(pattern, value)]
  }
}

/** A name for the value, so that it can be read several times, and the assignment that makes it. */
function keep(lowering: Lowering, value: Node): [kept: Node, first: Node[]] {
  if (value.type === 'Identifier') return [value, []]
  const kept = id(lowering.temp('part'), value)
  return [kept, [assign(kept, value)]]
}

function objectAssignments(lowering: Lowering, pattern: Node, value: Node, lower: (node: Node) => Node): Node[] {
  const [kept, result] = keep(lowering, value)
  const seen: Node[] = []
  for (const part of pattern.properties) {
    if (part.type === 'RestElement') {
      const rest = call(lowering.helper('objectRest'), [kept, array(seen)], part)
      result.push(...assignments(lowering, part.argument, rest, lower))
      continue
    }
    const computed = part.computed || part.key.type !== 'Identifier'
    let key = part.computed ? lower(part.key) : part.key
    if (part.computed) {
      const [keptKey, first] = keep(lowering, key)
      result.push(...first)
      key = keptKey
    }
    seen.push(computed ? key : literal(part.key.name))
    result.push(...assignments(lowering, part.value, member({ ...kept }, key, computed), lower))
  }
  return result
}

function arrayAssignments(lowering: Lowering, pattern: Node, value: Node, lower: (node: Node) => Node): Node[] {
  const [kept, result] = keep(lowering, call(lowering.helper('listOf'), [value], value))
  pattern.elements.forEach((element: Node | null, index: number) => {
    if (!element) return
    const isRest = element.type === 'RestElement'
    const part = isRest ? call(prop(kept, 'slice'), [literal(index)]) : at({ ...kept }, literal(index))
    result.push(...assignments(lowering, isRest ? element.argument : element, part, lower))
  })
  return result
}

function prop(object: Node, name: string): Node {
  return member({ ...object }, id(name))
}
