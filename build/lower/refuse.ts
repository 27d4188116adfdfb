/**
 * How the compiler says no: a list of refusals with positions, thrown together at the end of a pass.
 *
 * Owns the error class; the words are those of dialect-refused.ts. Positions are of the bundle; build/compiler.ts maps them to the
 * TypeScript.
 */
import { refused } from '../dialect-refused.ts'
import type { Node } from './ast.ts'

export interface Refusal {
  line: number
  column: number
  message: string
  hint: string
}

/** What a pass could not accept. */
export class RefusedError extends Error {
  refusals: Refusal[]

  constructor(refusals: Refusal[]) {
    super(refusals.map(r => r.message).join('\n'))
    this.refusals = refusals
  }
}

/** Throws for one node. `name` is that of the row in dialect-refused.ts. */
export function refuse(node: Node, name: keyof typeof refused): never {
  throw new RefusedError([refusalOf(node, name)])
}

/** The refusal of a construct of dialect-refused.ts at a node. */
export function refusalOf(node: Node, name: keyof typeof refused): Refusal {
  const { construct, why, instead } = refused[name]
  return refusalAt(node, `${construct}: ${why}`, instead)
}

/** A refusal in words of its own. */
export function refusalAt(node: Node, message: string, hint: string): Refusal {
  return { line: node.loc?.start.line ?? 1, column: node.loc?.start.column ?? 0, message, hint }
}

/** Throws for a node that no pass knows. */
export function refuseUnknown(node: Node): never {
  throw new RefusedError([refusalAt(node, `${node.type}: is not known to the compiler`, 'Write it another way.')])
}
