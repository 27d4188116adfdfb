/**
 * The last look at lowered code: a tree of nothing but what Pipy parses, and no name that nothing declares.
 *
 * Owns nothing. Collects all refusals instead of stopping at the first.
 */
import { nodeTypes } from './dialect.ts'
import { type Node, walk } from './lower/ast.ts'
import { type Refusal, RefusedError, refusalAt } from './lower/refuse.ts'

/** Throws RefusedError unless the program is in the dialect. */
export function checkDialect(program: Node): void {
  const refusals: Refusal[] = []
  const add = (node: Node, message: string, hint: string) => refusals.push(refusalAt(node, message, hint))
  walk(program, node => {
    if (!nodeTypes.has(node.type)) add(node, `Pipy does not parse ${node.type}`, 'Write it another way.')
    if (node.type === 'VariableDeclaration' && node.kind !== 'var')
      add(node, `Pipy does not parse ${node.kind}`, 'This is a defect of the compiler.')
    if (node.type === 'ForStatement' && !(node.init && node.test && node.update))
      add(node, 'a for without all three parts', 'This is a defect of the compiler.')
    if (node.type === 'TryStatement' && node.finalizer)
      add(node, 'finally loses return and break', 'This is a defect of the compiler.')
    if (node.params?.some((p: Node) => p.type !== 'Identifier'))
      add(node, 'a parameter that is no plain name', 'This is a defect of the compiler.')
    if (node.async || node.generator) add(node, 'an async function or generator', 'This is a defect of the compiler.')
  })
  if (refusals.length > 0) throw new RefusedError(refusals)
}

/** Refuses assignments to names that nothing declares: Pipy would make a global. */
export function checkAssignments(program: Node, globals: Set<string>): void {
  const refusals: Refusal[] = []
  walk(program, node => {
    const target =
      node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : null
    if (target?.type === 'Identifier' && globals.has(target.name) && !target.binding) {
      refusals.push(
        refusalAt(target, `"${target.name}" is assigned but never declared`, 'Declare it with let or const.'),
      )
    }
  })
  if (refusals.length > 0) throw new RefusedError(refusals)
}
