/**
 * Destructuring: turns a pattern and a value into plain assignments, each part of the value evaluated once.
 *
 * Owns nothing. Used for declarations, assignments, parameters, catch clauses and loop heads alike.
 */
import {
  array,
  assign,
  at,
  binary,
  call,
  conditional,
  id,
  literal,
  member,
  type Node,
  statement,
  variable,
} from './ast.ts'
import type { CodeLowering, Lowering } from './context.ts'
import { assignment } from './targets.ts'

/** The assignments, in order, that give `pattern` the parts of `value`. */
export function assignments(l: CodeLowering, pattern: Node, value: Node): Node[] {
  switch (pattern.type) {
    case 'ObjectPattern':
      return objectAssignments(l, pattern, value)
    case 'ArrayPattern':
      return arrayAssignments(l, pattern, value)
    case 'AssignmentPattern': {
      const [kept, first] = keep(l, value)
      const chosen = conditional(binary(kept, '===', literal(undefined)), l.lower(pattern.right), { ...kept })
      return [...first, ...assignments(l, pattern.left, chosen)]
    }
    case 'MemberExpression': {
      const written = assignment(l, assign(l.lower(pattern), value))
      return written.type === 'SequenceExpression' ? written.expressions : [written]
    }
    default:
      return [assign(pattern, value)]
  }
}

/** Declares the names of a pattern with the parts of a lowered value. */
export function bind(l: CodeLowering, pattern: Node, value: Node): Node[] {
  return assignments(l, pattern, value).map(step =>
    step.left.type === 'Identifier' && !l.temps.includes(step.left.name)
      ? variable(step.left.name, step.right)
      : statement(step),
  )
}

/** A name for the value, so that it can be read several times, and the assignment that makes it. */
function keep(l: Lowering, value: Node): [kept: Node, first: Node[]] {
  if (value.type === 'Identifier') return [value, []]
  const kept = id(l.temp('part'), value)
  return [kept, [assign(kept, value)]]
}

function objectAssignments(l: CodeLowering, pattern: Node, value: Node): Node[] {
  const [kept, result] = keep(l, value)
  const seen: Node[] = []
  for (const part of pattern.properties) {
    if (part.type === 'RestElement') {
      const rest = call(l.helper('objectRest'), [kept, array(seen)], part)
      result.push(...assignments(l, part.argument, rest))
      continue
    }
    const computed = part.computed || part.key.type !== 'Identifier'
    let key = part.computed ? l.lower(part.key) : part.key
    if (part.computed) {
      const [keptKey, first] = keep(l, key)
      result.push(...first)
      key = keptKey
    }
    seen.push(computed ? key : literal(part.key.name))
    result.push(...assignments(l, part.value, member({ ...kept }, key, computed)))
  }
  return result
}

function arrayAssignments(l: CodeLowering, pattern: Node, value: Node): Node[] {
  const [kept, result] = keep(l, call(l.helper('listOf'), [value], value))
  pattern.elements.forEach((element: Node | null, index: number) => {
    if (!element) return
    const isRest = element.type === 'RestElement'
    const part = isRest ? call(prop(kept, 'slice'), [literal(index)]) : at({ ...kept }, literal(index))
    result.push(...assignments(l, isRest ? element.argument : element, part))
  })
  return result
}

function prop(object: Node, name: string): Node {
  return member({ ...object }, id(name))
}
