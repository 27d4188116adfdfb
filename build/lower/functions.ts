/**
 * Lowers functions: parameters without patterns, defaults or rest, temporaries declared, async bodies turned into steps.
 *
 * Owns nothing. A failing pattern or default among the parameters corrupts Pipy's heap, so both are taken apart inside.
 */
import {
  array,
  arrow,
  assign,
  binary,
  block,
  call,
  giveBack,
  id,
  literal,
  type Node,
  statement,
  variable,
  walk,
  when,
} from './ast.ts'
import { asyncBody } from './async.ts'
import { type CodeLowering, createLowering, type Frames, type Lowering, type PlaceOf } from './context.ts'
import { expression } from './expressions.ts'
import { assignments } from './patterns.ts'
import { statements, topStatements } from './statements.ts'

/** Arguments that a rest parameter can collect: Pipy has no way to ask how many there were. */
const mostRest = 8

/** Lowers a whole program in place of its body; returns the names of the helpers it needs. */
export function lowerProgram(program: Node, taken: Set<string>, placeOf: PlaceOf): Set<string> {
  const base: Lowering = createLowering(taken)
  const deletes = hasInsideDeep(program, node => node.type === 'UnaryExpression' && node.operator === 'delete')
  const l: CodeLowering = Object.assign(base, {
    deletes,
    placeOf,
    lower: (node: Node) => expression(l, node),
    lowerFunction: (node: Node) => lowerFunction(l, node),
    statements: (list: Node[], frames: Frames) => statements(l, list, frames),
  })
  const made = l.inFunction(() => {
    program.body = topStatements(l, program.body)
  })
  program.body.unshift(...made.map(name => variable(name, null)))
  return l.helpers
}

function lowerFunction(l: CodeLowering, node: Node): Node {
  const source = node.type === 'FunctionExpression' ? withoutOwnName(node) : node
  const params: Node[] = []
  let body: Node[] = []
  const made = l.inFunction(() => {
    const first = source.params.flatMap((param: Node) => lowerParameter(l, param, params))
    const list = source.body.type === 'BlockStatement' ? source.body.body : [giveBack(source.body)]
    body = [...first, ...topStatements(l, list)]
  })
  if (source.async) body = asyncBody(l, body, { temps: made, source })
  else body = [...made.map(name => variable(name, null)), ...body]
  const only = body.length === 1 ? body[0] : undefined
  const short = source.type === 'ArrowFunctionExpression' && only?.type === 'ReturnStatement' && only.argument
  const result: Node = {
    ...source,
    params,
    async: false,
    body: short ? only.argument : block(body),
    expression: Boolean(short),
  }
  return source.ownName ? withNameBeside(source.ownName, result) : result
}

/** A named function expression does not see its own name on Pipy: the name becomes a variable beside it. */
function withoutOwnName(node: Node): Node {
  if (!node.id) return node
  const name = node.id.name
  const isOwn = (inner: Node): boolean => inner.type === 'Identifier' && inner.binding === node.id.binding
  const isUsed = [...node.params, node.body].some(part => hasInsideDeep(part, isOwn))
  return isUsed ? { ...node, id: null, ownName: name } : { ...node, id: null }
}

function hasInsideDeep(node: Node, test: (node: Node) => boolean): boolean {
  let found = false
  walk(node, inner => {
    if (test(inner)) found = true
    return !found
  })
  return found
}

/** The function, made where a variable of that name is. */
function withNameBeside(name: string, fn: Node): Node {
  const { ownName: _, ...plain } = fn
  return call(arrow([], block([variable(name, plain as Node), giveBack(id(name))]), fn), [], fn)
}

/** Adds plain parameters to `params`; returns the statements that take the rest apart. */
function lowerParameter(l: CodeLowering, param: Node, params: Node[]): Node[] {
  if (param.type === 'Identifier') {
    params.push(param)
    return []
  }
  if (param.type === 'RestElement') return lowerRest(l, param, params)
  if (param.type === 'AssignmentPattern' && param.left.type === 'Identifier') {
    params.push(param.left)
    const name = param.left
    return [
      when(binary(name, '===', literal(undefined)), block([statement(assign({ ...name }, l.lower(param.right)))])),
    ]
  }
  const whole = id(l.fresh('given'), param)
  params.push(whole)
  return assignments(l, param, { ...whole }).map(step =>
    step.left.type === 'Identifier' && !l.temps.includes(step.left.name)
      ? variable(step.left.name, step.right)
      : statement(step),
  )
}

function lowerRest(l: CodeLowering, param: Node, params: Node[]): Node[] {
  const names: string[] = []
  for (let i = 0; i < mostRest; i++) names.push(l.fresh('rest'))
  const more = l.fresh('more')
  params.push(...names.map(name => id(name)), id(more))
  const list = call(l.helper('givenOf'), [array(names.map(name => id(name))), id(more)], param)
  return assignments(l, param.argument, list).map(step => variable(step.left.name, step.right))
}
