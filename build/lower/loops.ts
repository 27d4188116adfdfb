/**
 * Lowers loops of every kind to the one that Pipy parses: a `for` with all three parts.
 *
 * Owns nothing. `continue` leaves a labelled block; turns.ts makes functions of turns whose variables closures capture.
 */
import {
  assign,
  at,
  binary,
  block,
  call,
  id,
  labeled,
  literal,
  loop,
  type Node,
  not,
  prop,
  statement,
  variable,
} from './ast.ts'
import type { CodeLowering, Place } from './context.ts'
import { declare } from './declarations.ts'
import { assignments, bind } from './patterns.ts'
import { capturesTurn, type Head, headsOf, turnFunction } from './turns.ts'

/** A loop with what belongs before it. */
export function lowerLoop(l: CodeLowering, node: Node, place: Place): Node[] {
  switch (node.type) {
    case 'WhileStatement':
      return turns(l, { node, test: l.lower(node.test), before: [], first: [], update: null }, place)
    case 'DoWhileStatement': {
      const again = l.fresh('again')
      const test = binary(not(id(again)), '||', l.lower(node.test))
      const first = [statement(assign(id(again), literal(true)))]
      return turns(l, { node, test, before: [variable(again, literal(false))], first, update: null }, place)
    }
    case 'ForStatement': {
      const heads = headsOf(l, node)
      return turns(l, { ...forParts(l, node), heads }, place)
    }
    default:
      return turns(l, listParts(l, node), place)
  }
}

interface LoopParts {
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

function forParts(l: CodeLowering, node: Node): LoopParts {
  const { init } = node
  const before = !init
    ? []
    : init.type === 'VariableDeclaration'
      ? init.declarations.flatMap((d: Node) => declare(l, d, init))
      : [statement(l.lower(init))]
  const test = node.test ? l.lower(node.test) : literal(true)
  return { node, before, test, update: node.update ? l.lower(node.update) : null, first: [] }
}

/** for-of over a list (arrays as they are, Map, Set and texts as arrays), for-in over the keys. */
function listParts(l: CodeLowering, node: Node): LoopParts {
  const list = l.fresh('list')
  const index = l.fresh('index')
  const source = l.lower(node.right)
  const items =
    node.type === 'ForInStatement'
      ? call(l.helper('ownKeys'), [source])
      : call(l.helper('listOf'), [source], node.right)
  const item = at(id(list), id(index))
  const { left } = node
  const first =
    left.type === 'VariableDeclaration'
      ? bind(l, left.declarations[0].id, item)
      : assignments(l, left, item).map(statement)
  return {
    node,
    before: [variable(list, items), variable(index, literal(0))],
    test: binary(id(index), '<', prop(id(list), 'length')),
    update: { type: 'UpdateExpression', operator: '++', prefix: false, argument: id(index) },
    first,
  }
}

/** The loop itself. Where closures capture what is made in a turn, each turn is a call of a function. */
function turns(l: CodeLowering, parts: LoopParts, { frames, labels }: Place): Node[] {
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
    ? turnFunction(l, { node, heads, labels, first, frames: inside, lowerBody: f => l.statements(list, f) })
    : [...first, ...l.statements(list, inside)]
  const turn = frame.usesContinue ? [labeled(frame.continueLabel, block(body))] : body
  const whole = loop({ test, update, body: block(turn) }, node)
  return [...before, frame.usesBreak ? labeled(frame.breakLabel, whole) : whole]
}
