/**
 * Lowers try, catch and finally. `finally` loses jumps on Pipy, and a pattern that fails in a catch clause corrupts its heap.
 *
 * Owns nothing.
 */
import { assign, binary, block, id, labeled, leave, literal, type Node, statement, variable, when } from './ast.ts'
import { type Barrier, type CodeLowering, dispatch, type Frames } from './context.ts'
import { bind } from './patterns.ts'

/** The completion is kept, the block of `finally` runs after try and catch, then the completion goes on. */
export function lowerTry(l: CodeLowering, node: Node, frames: Frames): Node[] {
  if (!node.finalizer) return [lowerCatch(l, node, frames)]
  const code = l.fresh('ending')
  const value = l.fresh('outcome')
  const end = l.fresh('done')
  let isLeft = false
  const barrier: Barrier = {
    kind: 'barrier',
    exits: [],
    emit: (n, returned) => {
      isLeft = true
      const keep = returned ? [statement(assign(id(value), returned))] : []
      return [...keep, statement(assign(id(code), literal(n))), leave(end)]
    },
  }
  const within = [...frames, barrier]
  const body = node.handler
    ? [lowerCatch(l, { ...node, finalizer: null }, within)]
    : l.statements(node.block.body, within)
  const error = l.fresh('thrown')
  const failed = -1
  const guarded: Node = {
    type: 'TryStatement',
    block: block(isLeft ? [labeled(end, block(body))] : body),
    handler: {
      type: 'CatchClause',
      param: id(error),
      body: block([statement(assign(id(code), literal(failed))), statement(assign(id(value), id(error)))]),
    },
    finalizer: null,
    loc: node.loc,
  }
  return [
    variable(code, literal(0)),
    variable(value, literal(undefined)),
    guarded,
    ...l.statements(node.finalizer.body, frames),
    when(binary(id(code), '===', literal(failed)), block([{ type: 'ThrowStatement', argument: id(value) }])),
    ...dispatch(barrier, frames, { code, value }),
  ]
}

/** try/catch; a pattern in the catch clause is taken apart inside. */
function lowerCatch(l: CodeLowering, node: Node, frames: Frames): Node {
  const { param, body } = node.handler
  const isName = param?.type === 'Identifier'
  const name = isName ? param.name : l.fresh('caught')
  const parts = param && !isName ? bind(l, param, id(name)) : []
  return {
    ...node,
    block: block(l.statements(node.block.body, frames)),
    handler: {
      type: 'CatchClause',
      param: id(name),
      body: block([...parts, ...l.statements(body.body, frames)]),
      loc: node.handler.loc,
    },
  }
}
