/**
 * Lowers statements: jumps, conditions and switch; loops.ts, try.ts and declarations.ts have the others.
 *
 * Owns nothing. What comes out uses only: var, expression, if, for (all three parts), labelled blocks and loops, break,
 * return, throw, try/catch, blocks. That is what Pipy parses and runs correctly, and all that async.ts has to know.
 */
import {
  assign,
  binary,
  block,
  conditional,
  id,
  labeled,
  literal,
  type Node,
  statement,
  variable,
  when,
} from './ast.ts'
import { type CodeLowering, type Frame, type Frames, jump, type Place } from './context.ts'
import { declare } from './declarations.ts'
import { lowerLoop } from './loops.ts'
import { assignments } from './patterns.ts'
import { refuseUnknown } from './refuse.ts'
import { lowerTry } from './try.ts'

/** Lowers the statements of a function or program: functions declared in it stay declarations. */
export function topStatements(l: CodeLowering, list: Node[]): Node[] {
  return [...list.filter(isFunctionDeclaration).map(l.lowerFunction), ...others(l, list, [])]
}

/** Lowers the statements of a block. Functions declared in it come first, as JavaScript hoists them, as variables. */
export function statements(l: CodeLowering, list: Node[], frames: Frames): Node[] {
  const functions = list
    .filter(isFunctionDeclaration)
    .map(item => variable(item.id.name, { ...l.lowerFunction(item), type: 'FunctionExpression', id: null }))
  return [...functions, ...others(l, list, frames)]
}

const isFunctionDeclaration = (node: Node): boolean => node.type === 'FunctionDeclaration'

function others(l: CodeLowering, list: Node[], frames: Frames): Node[] {
  return list.filter(item => !isFunctionDeclaration(item)).flatMap(item => one(l, item, { frames, labels: [] }))
}

/** Lowers one statement. */
function one(l: CodeLowering, node: Node, place: Place): Node[] {
  const { frames, labels } = place
  switch (node.type) {
    case 'ExpressionStatement':
      return node.directive ? [] : lowerEffect(l, node)
    case 'VariableDeclaration':
      return node.declarations.flatMap((d: Node) => declare(l, d, node))
    case 'BlockStatement':
      return labels.length > 0 ? labeledBlock(l, node.body, place) : statements(l, node.body, frames)
    case 'IfStatement':
      return lowerIf(l, node, place)
    case 'ReturnStatement':
      return jump(frames, { kind: 'return', label: null, value: node.argument ? l.lower(node.argument) : null })
    case 'ThrowStatement':
      return [{ ...node, argument: l.lower(node.argument) }]
    case 'BreakStatement':
      return jump(frames, { kind: 'break', label: node.label?.name ?? null, value: null })
    case 'ContinueStatement':
      return jump(frames, { kind: 'continue', label: node.label?.name ?? null, value: null })
    case 'LabeledStatement':
      return one(l, node.body, { frames, labels: [...labels, node.label.name] })
    case 'EmptyStatement':
      return []
    case 'SwitchStatement':
      return lowerSwitch(l, node, place)
    case 'TryStatement':
      return labels.length > 0 ? labeledBlock(l, [node], place) : lowerTry(l, node, frames)
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
      return lowerLoop(l, node, place)
    default:
      return refuseUnknown(node)
  }
}

function lowerEffect(l: CodeLowering, node: Node): Node[] {
  const { expression: effect } = node
  const isPattern = effect.type === 'AssignmentExpression' && /Pattern/.test(effect.left.type)
  if (!isPattern) {
    const lowered = l.lower(effect)
    return lowered.type === 'SequenceExpression' ? lowered.expressions.map(statement) : [statement(lowered)]
  }
  const value = id(l.temp('value'), effect)
  return [assign(value, l.lower(effect.right)), ...assignments(l, effect.left, value)].map(statement)
}

function lowerIf(l: CodeLowering, node: Node, place: Place): Node[] {
  if (place.labels.length > 0) return labeledBlock(l, [node], place)
  const branch = (inner: Node | null) => (inner ? block(one(l, inner, place)) : null)
  return [{ ...node, test: l.lower(node.test), consequent: branch(node.consequent), alternate: branch(node.alternate) }]
}

function labeledBlock(l: CodeLowering, list: Node[], { frames, labels }: Place): Node[] {
  const frame: Frame = { kind: 'block', labels, breakLabel: l.fresh(labels[0] ?? 'out'), isSwitch: false, uses: false }
  const body = statements(l, list, [...frames, frame])
  return frame.uses ? [labeled(frame.breakLabel, block(body))] : body
}

/** The matching case as a number, then every body that comes at or after it: fallthrough needs nothing more. */
function lowerSwitch(l: CodeLowering, node: Node, { frames, labels }: Place): Node[] {
  const frame: Frame = { kind: 'block', labels, breakLabel: l.fresh('selected'), isSwitch: true, uses: false }
  const value = l.fresh('chosen')
  const index = l.fresh('entry')
  const fallback = node.cases.findIndex((c: Node) => !c.test)
  const last = literal(fallback < 0 ? node.cases.length : fallback)
  const found = node.cases.reduceRight((rest: Node, c: Node, n: number) => {
    if (!c.test) return rest
    return conditional(binary(id(value), '===', l.lower(c.test)), literal(n), rest)
  }, last)
  const bodies = node.cases.flatMap((c: Node, n: number) => {
    if (c.consequent.length === 0) return []
    return [when(binary(id(index), '<=', literal(n)), block(statements(l, c.consequent, [...frames, frame])))]
  })
  const lowered = [variable(value, l.lower(node.discriminant)), variable(index, found), ...bodies]
  return frame.uses ? [labeled(frame.breakLabel, block(lowered))] : lowered
}
