/**
 * Lowers declarations of variables: `let` and `const` begin with undefined each time, `var` belongs to the function even
 * where a turn has become one of its own.
 *
 * Owns nothing.
 */
import { assign, literal, type Node, statement, variable } from './ast.ts'
import type { CodeLowering } from './context.ts'
import { assignments, bind } from './patterns.ts'
import { boundBy } from './scope.ts'

/** The statements of one declarator of a declaration. */
export function declare(l: CodeLowering, declarator: Node, declaration: Node): Node[] {
  const { id: pattern, init } = declarator
  if (declaration.kind === 'var' && l.isInTurn()) return declareOutside(l, declarator, declaration)
  if (pattern.type !== 'Identifier') return bind(l, pattern, l.lower(init))
  const value = init ? l.lower(init) : declaration.kind === 'var' ? null : literal(undefined, declarator)
  return [{ ...variable(pattern.name, value), loc: declarator.loc ?? declaration.loc }]
}

/** A `var` in the function of a turn: declared in the function around it, assigned here. */
function declareOutside(l: CodeLowering, { id: pattern, init }: Node, declaration: Node): Node[] {
  for (const { name } of boundBy(pattern)) l.declareOutside(name)
  if (!init) return []
  const value = l.lower(init)
  if (pattern.type !== 'Identifier') return assignments(l, pattern, value).map(statement)
  return [{ ...statement(assign(pattern, value)), loc: declaration.loc }]
}
