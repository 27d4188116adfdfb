/**
 * How the compiler says no: a list of refusals with positions, thrown together at the end of a pass.
 *
 * Owns the error class. Positions are of the bundle; build/compiler.ts maps them to the TypeScript.
 */
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

/** Throws for one node. */
export function refuse(node: Node, message: string, hint: string): never {
  throw new RefusedError([refusalAt(node, message, hint)])
}

export function refusalAt(node: Node, message: string, hint: string): Refusal {
  return { line: node.loc?.start.line ?? 1, column: node.loc?.start.column ?? 0, message, hint }
}
