/**
 * Lowers statements: loops, jumps, switch, try, declarations.
 *
 * Owns nothing. What comes out uses only: var, expression, if, for (all three parts), labelled blocks and loops, break,
 * return, throw, try/catch, blocks. That is what Pipy parses and runs correctly, and all that async.ts has to know.
 */
import {
  assign,
  at,
  binary,
  block,
  call,
  conditional,
  id,
  labeled,
  leave,
  literal,
  loop,
  type Node,
  prop,
  statement,
  variable,
  when,
} from './ast.ts'
import { type Barrier, dispatch, type Frame, type Frames, jump } from './context.ts'
import { type ExpressionLowering, expression } from './expressions.ts'
import { assignments } from './patterns.ts'
import { refuseUnknown } from './refuse.ts'
import { boundBy } from './scope.ts'
import { capturesTurn, type Head, headsOf, turnFunction } from './turns.ts'

/** Lowers a list of statements. Functions declared in it come first, as JavaScript hoists them. */
export function statements(l: ExpressionLowering, list: Node[], frames: Frames, isTop = false): Node[] {
  const hoisted = list.filter(item => item.type === 'FunctionDeclaration')
  const others = list.filter(item => item.type !== 'FunctionDeclaration')
  const functions = hoisted.map(item => {
    const lowered = l.lowerFunction(item)
    return isTop ? lowered : variable(item.id.name, { ...lowered, type: 'FunctionExpression', id: null })
  })
  return [...functions, ...others.flatMap(item => one(l, item, frames, []))]
}

/** Lowers one statement. `labels` are those that stand right before it. */
function one(l: ExpressionLowering, node: Node, frames: Frames, labels: string[]): Node[] {
  const lower = (inner: Node) => expression(l, inner)
  switch (node.type) {
    case 'ExpressionStatement':
      return node.directive ? [] : lowerEffect(l, node)
    case 'VariableDeclaration':
      return node.declarations.flatMap((d: Node) => declare(l, d, node))
    case 'BlockStatement':
      return labels.length > 0 ? labeledBlock(l, node, frames, labels) : statements(l, node.body, frames)
    case 'IfStatement':
      return lowerIf(l, node, frames, labels)
    case 'ReturnStatement':
      return jump(frames, 'return', null, node.argument ? lower(node.argument) : null)
    case 'ThrowStatement':
      return [{ ...node, argument: lower(node.argument) }]
    case 'BreakStatement':
      return jump(frames, 'break', node.label?.name ?? null, null)
    case 'ContinueStatement':
      return jump(frames, 'continue', node.label?.name ?? null, null)
    case 'LabeledStatement':
      return one(l, node.body, frames, [...labels, node.label.name])
    case 'EmptyStatement':
      return []
    case 'SwitchStatement':
      return lowerSwitch(l, node, frames, labels)
    case 'TryStatement':
      return labels.length > 0 ? labeledBlock(l, block([node]), frames, labels) : lowerTry(l, node, frames)
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
      return lowerLoop(l, node, frames, labels)
    default:
      return refuseUnknown(node)
  }
}

function lowerEffect(l: ExpressionLowering, node: Node): Node[] {
  const { expression: effect } = node
  const isPattern = effect.type === 'AssignmentExpression' && /Pattern/.test(effect.left.type)
  if (!isPattern) {
    const lowered = expression(l, effect)
    return lowered.type === 'SequenceExpression' ? lowered.expressions.map(statement) : [statement(lowered)]
  }
  const value = id(l.temp('value'), effect)
  const lower = (inner: Node) => expression(l, inner)
  return [assign(value, lower(effect.right)), ...assignments(l, effect.left, value, lower)].map(statement)
}

function declare(l: ExpressionLowering, declarator: Node, declaration: Node): Node[] {
  const { id: pattern, init } = declarator
  const isOutside = declaration.kind === 'var' && l.isInTurn()
  if (isOutside) for (const { name } of boundBy(pattern)) l.declareOutside(name)
  if (isOutside && !init) return []
  if (isOutside && pattern.type === 'Identifier') {
    return [{ ...statement(assign(pattern, expression(l, init))), loc: declaration.loc }]
  }
  if (pattern.type === 'Identifier') {
    const value = init ? expression(l, init) : declaration.kind === 'var' ? null : literal(undefined, declarator)
    const made = variable(pattern.name, value)
    return [{ ...made, loc: declarator.loc ?? declaration.loc }]
  }
  const value = expression(l, init)
  return isOutside
    ? assignments(l, pattern, value, inner => expression(l, inner)).map(statement)
    : bind(l, pattern, value)
}

/** Declares the names of a pattern with the parts of a lowered value. */
function bind(l: ExpressionLowering, pattern: Node, value: Node): Node[] {
  return assignments(l, pattern, value, inner => expression(l, inner)).map(step =>
    step.left.type === 'Identifier' && !l.temps.includes(step.left.name)
      ? variable(step.left.name, step.right)
      : statement(step),
  )
}

function lowerIf(l: ExpressionLowering, node: Node, frames: Frames, labels: string[]): Node[] {
  if (labels.length > 0) return labeledBlock(l, block([node]), frames, labels)
  const branch = (inner: Node | null) => (inner ? block(one(l, inner, frames, [])) : null)
  return [
    { ...node, test: expression(l, node.test), consequent: branch(node.consequent), alternate: branch(node.alternate) },
  ]
}

function labeledBlock(l: ExpressionLowering, node: Node, frames: Frames, labels: string[]): Node[] {
  const frame: Frame = { kind: 'block', labels, breakLabel: l.fresh(labels[0] ?? 'out'), isSwitch: false, uses: false }
  const body = statements(l, node.body, [...frames, frame])
  return frame.uses ? [labeled(frame.breakLabel, block(body))] : body
}

/** The matching case as a number, then every body that comes at or after it: fallthrough needs nothing more. */
function lowerSwitch(l: ExpressionLowering, node: Node, frames: Frames, labels: string[]): Node[] {
  const frame: Frame = { kind: 'block', labels, breakLabel: l.fresh('selected'), isSwitch: true, uses: false }
  const value = l.fresh('chosen')
  const index = l.fresh('entry')
  const fallback = node.cases.findIndex((c: Node) => !c.test)
  const last = literal(fallback < 0 ? node.cases.length : fallback)
  const found = node.cases.reduceRight((rest: Node, c: Node, n: number) => {
    if (!c.test) return rest
    return conditional(binary(id(value), '===', expression(l, c.test)), literal(n), rest)
  }, last)
  const bodies = node.cases.flatMap((c: Node, n: number) => {
    if (c.consequent.length === 0) return []
    return [when(binary(id(index), '<=', literal(n)), block(statements(l, c.consequent, [...frames, frame])))]
  })
  const lowered = [variable(value, expression(l, node.discriminant)), variable(index, found), ...bodies]
  return frame.uses ? [labeled(frame.breakLabel, block(lowered))] : lowered
}

/** `finally` loses jumps on Pipy: the completion is kept, the block runs after try and catch, then the completion goes on. */
function lowerTry(l: ExpressionLowering, node: Node, frames: Frames): Node[] {
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
    : statements(l, node.block.body, within)
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
    ...statements(l, node.finalizer.body, frames),
    when(binary(id(code), '===', literal(failed)), block([{ type: 'ThrowStatement', argument: id(value) }])),
    ...dispatch(barrier, frames, id(code), () => id(value)),
  ]
}

/** try/catch. A failing pattern in the catch clause would corrupt Pipy's heap, so it is taken apart inside. */
function lowerCatch(l: ExpressionLowering, node: Node, frames: Frames): Node {
  const { param, body } = node.handler
  const isName = param?.type === 'Identifier'
  const name = isName ? param.name : l.fresh('caught')
  const parts = param && !isName ? bind(l, param, id(name)) : []
  return {
    ...node,
    block: block(statements(l, node.block.body, frames)),
    handler: {
      type: 'CatchClause',
      param: id(name),
      body: block([...parts, ...statements(l, body.body, frames)]),
      loc: node.handler.loc,
    },
  }
}

function lowerLoop(l: ExpressionLowering, node: Node, frames: Frames, labels: string[]): Node[] {
  const lower = (inner: Node) => expression(l, inner)
  switch (node.type) {
    case 'WhileStatement':
      return turns(l, { node, test: lower(node.test), before: [], first: [], update: null }, frames, labels)
    case 'DoWhileStatement': {
      const again = l.fresh('again')
      const test = binary(
        { type: 'UnaryExpression', operator: '!', prefix: true, argument: id(again) },
        '||',
        lower(node.test),
      )
      const first = [statement(assign(id(again), literal(true)))]
      return turns(l, { node, test, before: [variable(again, literal(false))], first, update: null }, frames, labels)
    }
    case 'ForStatement': {
      const heads = headsOf(l, node)
      return turns(l, { ...forParts(l, node), heads }, frames, labels)
    }
    default:
      return turns(l, listParts(l, node), frames, labels)
  }
}

export interface LoopParts {
  node: Node
  /** Statements before the loop. */
  before: Node[]
  test: Node
  update: Node | null
  /** Statements at the beginning of each turn. */
  first: Node[]
  /** Variables of the head that each turn has for itself. */
  heads?: Head[]
}

function forParts(l: ExpressionLowering, node: Node): LoopParts {
  const { init } = node
  const before = !init
    ? []
    : init.type === 'VariableDeclaration'
      ? init.declarations.flatMap((d: Node) => declare(l, d, init))
      : [statement(expression(l, init))]
  const test = node.test ? expression(l, node.test) : literal(true)
  return { node, before, test, update: node.update ? expression(l, node.update) : null, first: [] }
}

/** for-of over a list (arrays as they are, Map, Set and texts as arrays), for-in over the keys. */
function listParts(l: ExpressionLowering, node: Node): LoopParts {
  const list = l.fresh('list')
  const index = l.fresh('index')
  const source = expression(l, node.right)
  const items =
    node.type === 'ForInStatement'
      ? call(l.helper('ownKeys'), [source])
      : call(l.helper('listOf'), [source], node.right)
  const item = at(id(list), id(index))
  const { left } = node
  const first =
    left.type === 'VariableDeclaration'
      ? bind(l, left.declarations[0].id, item)
      : assignments(l, left, item, inner => expression(l, inner)).map(statement)
  return {
    node,
    before: [variable(list, items), variable(index, literal(0))],
    test: binary(id(index), '<', prop(id(list), 'length')),
    update: { type: 'UpdateExpression', operator: '++', prefix: false, argument: id(index) },
    first,
  }
}

/** The loop itself. Where closures capture what is made in a turn, each turn is a call of a function. */
function turns(l: ExpressionLowering, parts: LoopParts, frames: Frames, labels: string[]): Node[] {
  const { node, before, test, update, first, heads = [] } = parts
  const frame = {
    kind: 'loop' as const,
    labels,
    breakLabel: l.fresh('loop'),
    continueLabel: l.fresh('turn'),
    usesBreak: false,
    usesContinue: false,
  }
  const inside = [...frames, frame]
  const list = node.body.type === 'BlockStatement' ? node.body.body : [node.body]
  const body = capturesTurn(node)
    ? turnFunction(l, { node, heads, labels, first, frames: inside, lowerBody: f => statements(l, list, f) })
    : [...first, ...statements(l, list, inside)]
  const turn = frame.usesContinue ? [labeled(frame.continueLabel, block(body))] : body
  const whole = loop(test, update, block(turn), node)
  return [...before, frame.usesBreak ? labeled(frame.breakLabel, whole) : whole]
}
