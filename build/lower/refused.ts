/**
 * Finds what the compiler refuses (dialect-refused.ts) before anything is lowered, all of it at once.
 *
 * Owns nothing. Names have been resolved: scope.ts left a binding on whatever is declared.
 */
import type { refused } from '../dialect-refused.ts'
import { hasInside, isFunction, type Node, walk } from './ast.ts'
import { type Refusal, RefusedError, refusalOf } from './refuse.ts'
import { changedBy } from './scope.ts'

type Name = keyof typeof refused

/** Refused whatever they hold. */
const always: Record<string, Name> = {
  ClassDeclaration: 'class',
  ClassExpression: 'class',
  ThisExpression: 'this',
  Super: 'this',
  TaggedTemplateExpression: 'tagged',
  ImportExpression: 'import',
  MetaProperty: 'meta',
  DebuggerStatement: 'debugger',
}

/** Refused if they are of a certain kind. */
const sometimes: Record<string, (node: Node) => Name | null> = {
  Property: node => (node.kind === 'init' ? null : 'accessor'),
  UnaryExpression: node => (node.operator === 'delete' && node.argument.type !== 'MemberExpression' ? 'delete' : null),
  Literal: node => (node.bigint ? 'bigint' : node.regex && !isSimple(node.regex) ? 'regex' : null),
  VariableDeclaration: node => (/using/.test(node.kind) ? 'using' : null),
  ForOfStatement: node => (node.await ? 'forAwait' : null),
  ArrayExpression: node => (node.elements.includes(null) ? 'hole' : null),
  NewExpression: node => (node.arguments.some((a: Node) => a.type === 'SpreadElement') ? 'newSpread' : null),
}

const isSimple = (regex: { pattern: string; flags: string }): boolean =>
  /^[gi]*$/.test(regex.flags) && !regex.pattern.includes('(?<')

function nameFor(node: Node): Name | null {
  if (isFunction(node) && node.generator) return 'generator'
  return always[node.type] ?? sometimes[node.type]?.(node) ?? null
}

/** Throws RefusedError for everything in the program that the compiler refuses. `unbound` are names that nothing declares. */
export function refuseAll(program: Node, unbound: readonly Node[]): void {
  const found: Refusal[] = []
  walk(program, node => {
    const name = nameFor(node)
    if (name) found.push(refusalOf(node, name))
    return !name
  })
  for (const node of unbound) if (node.name === 'arguments') found.push(refusalOf(node, 'arguments'))
  const free = new Set(unbound)
  walk(program, node => {
    for (const target of changedBy(node)) if (free.has(target)) found.push(refusalOf(target, 'undeclared'))
  })
  hasInside(program, node => {
    if (node.type === 'AwaitExpression') found.push(refusalOf(node, 'topAwait'))
    return false
  })
  if (found.length > 0) throw new RefusedError(found.sort((a, b) => a.line - b.line || a.column - b.column))
}
