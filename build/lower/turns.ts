/**
 * Loops whose turns need variables of their own: where a closure captures what `let` or `const` makes in each turn, the
 * turn becomes a call of a function, because Pipy's `var` is one variable for all turns.
 *
 * Owns nothing. A turn that awaits becomes an async function that is awaited.
 */
import {
  arrow,
  assign,
  block,
  call,
  giveBack,
  hasAwait,
  id,
  isFunction,
  literal,
  type Node,
  sequence,
  statement,
  variable,
  walk,
} from './ast.ts'
import { asyncBody } from './async.ts'
import { type Barrier, type CodeLowering, dispatch, type Frames } from './context.ts'
import { refuse } from './refuse.ts'
import type { Binding } from './scope.ts'

/** What closures capture of the variables of a loop's turn. Those of an inner loop are for the inner loop. */
function capturedInTurn(loop: Node): Set<Binding> {
  const found = new Set<Binding>()
  walk(loop, inner => {
    const binding = inner.binding as Binding | undefined
    if (binding?.captured && binding.loop === loop) found.add(binding)
  })
  return found
}

/** True if closures capture variables of a turn of this loop. */
export const capturesTurn = (loop: Node): boolean => capturedInTurn(loop).size > 0

/** A variable of the head of a `for (;;)`: its name in the head and in the turn, which gives it back if it changed it. */
export interface Head {
  outer: string
  inner: string
}

/**
 * The captured variables of a `for (;;)` head. Each turn has a copy; one that the turn changes gets another name in the
 * head, so that it can be given back. To be asked before the head is lowered.
 */
export function headsOf(l: CodeLowering, loop: Node): Head[] {
  const declared: Node[] = loop.init?.type === 'VariableDeclaration' ? loop.init.declarations : []
  const captured = [...capturedInTurn(loop)].filter(b => declared.some(d => binds(d.id, b)))
  const parts = [loop.init, loop.test, loop.update].filter(Boolean)
  return captured.map(binding => {
    for (const part of parts) refuseCapture(part, binding)
    if (!isChangedIn(loop.body, binding)) return { outer: binding.name, inner: binding.name }
    const outer = l.fresh(binding.name)
    for (const part of parts) {
      walk(part, inner => {
        if (inner.type === 'Identifier' && inner.binding === binding) inner.name = outer
      })
    }
    return { outer, inner: binding.name }
  })
}

function binds(pattern: Node, binding: Binding): boolean {
  let found = false
  walk(pattern, inner => {
    if (inner.type === 'Identifier' && inner.binding === binding) found = true
  })
  return found
}

function isChangedIn(body: Node, binding: Binding): boolean {
  let found = false
  walk(body, inner => {
    const isTarget = inner.type === 'AssignmentExpression' || inner.type === 'ForOfStatement'
    const target = isTarget ? inner.left : inner.type === 'UpdateExpression' ? inner.argument : null
    if (target && binds(target, binding)) found = true
  })
  return found
}

/** JavaScript gives closures of a head copies of their own, which nobody means. */
function refuseCapture(part: Node, binding: Binding): void {
  walk(part, inner => {
    if (!isFunction(inner) || !binds(inner, binding)) return
    refuse(inner, 'headClosure')
  })
}

export interface Turn {
  node: Node
  heads: Head[]
  /** Labels of the loop. */
  labels: string[]
  first: Node[]
  frames: Frames
  lowerBody: (frames: Frames) => Node[]
}

/** The statements of one turn: the call, and what follows from how it ended. */
export function turnFunction(l: CodeLowering, { node, heads, labels, first, frames, lowerBody }: Turn): Node[] {
  const value = l.fresh('given')
  const goesBack = heads.filter(head => head.outer !== head.inner)
  const back = (): Node[] => goesBack.map(head => statement(assign(id(head.outer), id(head.inner))))
  const barrier: Barrier = {
    kind: 'barrier',
    exits: [],
    emit: (code, returned) => {
      const exit = barrier.exits[code - 1]
      const goesOn = exit?.kind === 'continue' && (exit.label === null || labels.includes(exit.label))
      const result = literal(code)
      return [...(goesOn ? back() : []), giveBack(returned ? sequence([assign(id(value), returned), result]) : result)]
    },
  }
  let body: Node[] = []
  const made = l.inTurn(() => {
    body = [...first, ...lowerBody([barrier]), ...back()]
  })
  const own = [...made.map(name => variable(name, null)), ...body]
  const isAsync = own.some(hasAwait)
  const turn = l.fresh('turn')
  const fn = arrow(
    heads.map(head => id(head.inner)),
    block(isAsync ? asyncBody(l, own, { temps: [], source: node }) : own),
    node,
  )
  const invoked = call(
    id(turn),
    heads.map(head => id(head.outer)),
    node,
  )
  const code = l.fresh('ended')
  const result = isAsync ? { type: 'AwaitExpression', argument: invoked, loc: node.loc } : invoked
  return [
    variable(value, literal(undefined)),
    variable(turn, fn),
    variable(code, result),
    ...dispatch(barrier, frames, { code, value }),
  ]
}
