/**
 * Loops whose turns need variables of their own: where a closure captures what `let` or `const` makes in each turn, the
 * turn becomes a call of a function, because Pipy's `var` is one variable for all turns.
 *
 * Owns nothing. A turn that awaits becomes an async function that is awaited.
 */
import { arrow, assign, block, call, giveBack, hasAwait, id, literal, type Node, variable, walk } from './ast.ts'
import { asyncBody } from './async.ts'
import { type Barrier, dispatch, type Frames } from './context.ts'
import type { ExpressionLowering } from './expressions.ts'
import { refuse } from './refuse.ts'
import type { Binding } from './scope.ts'

/** What closures capture of the variables of a turn; null if nothing. */
export function capturedInTurn(loop: Node): Binding[] | null {
  const found = new Set<Binding>()
  walk(loop, inner => {
    const binding = inner.binding as Binding | undefined
    if (binding?.captured && binding.loop && isWithin(loop, binding.loop)) found.add(binding)
  })
  return found.size > 0 ? [...found] : null
}

/** Only variables of this very loop count: an inner loop looks after its own. */
function isWithin(loop: Node, home: Node): boolean {
  return loop === home
}

export interface Turn {
  node: Node
  captured: Binding[]
  first: Node[]
  frames: Frames
  lowerBody: (frames: Frames) => Node[]
}

/** The statements of one turn: the call, and what follows from how it ended. */
export function turnFunction(l: ExpressionLowering, { node, captured, first, frames, lowerBody }: Turn): Node[] {
  const heads = node.type === 'ForStatement' ? headsOf(node, captured) : []
  const value = l.fresh('given')
  const barrier: Barrier = {
    kind: 'barrier',
    exits: [],
    emit: (code, returned) => {
      const result = returned
        ? { type: 'SequenceExpression', expressions: [assign(id(value), returned), literal(code)] }
        : literal(code)
      return [giveBack(result)]
    },
  }
  const isAsync = node.body && hasAwait(node.body)
  let body: Node[] = []
  const made = l.inFunction(() => {
    body = [...first, ...lowerBody([barrier])]
  })
  const own = [...made.map(name => variable(name, null)), ...body]
  const turn = l.fresh('turn')
  const steps = isAsync ? asyncBody(l, own, [], node) : own
  const fn = arrow(
    heads.map(name => id(name)),
    block(steps),
    node,
  )
  const invoked = call(
    id(turn),
    heads.map(name => id(name)),
    node,
  )
  const code = l.fresh('ended')
  const result = isAsync ? { type: 'AwaitExpression', argument: invoked, loc: node.loc } : invoked
  return [
    variable(value, literal(undefined)),
    variable(turn, fn),
    variable(code, result),
    ...dispatch(barrier, frames, id(code), () => id(value)),
  ]
}

/** Captured variables of a `for (;;)` head are copied into each turn; a turn that changes them is refused. */
function headsOf(node: Node, captured: Binding[]): string[] {
  const declared = node.init?.type === 'VariableDeclaration' ? node.init.declarations.map((d: Node) => d.id) : []
  const heads = captured.filter(b => declared.some((d: Node) => d.binding === b))
  for (const head of heads) {
    walk(node.body, inner => {
      const target =
        inner.type === 'AssignmentExpression' ? inner.left : inner.type === 'UpdateExpression' ? inner.argument : null
      if (target?.binding === head) {
        refuse(
          target,
          `"${head.name}" is changed in a turn and captured by a closure`,
          'Keep what the closure needs in a const of the turn.',
        )
      }
    })
  }
  return heads.map(head => head.name)
}
