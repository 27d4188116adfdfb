/**
 * Turns the body of an async function into steps: a function that runs from one `await` to the next and knows where it is.
 *
 * Owns nothing. Takes lowered statements (statements.ts) with `await` still in their expressions. A body is run again for
 * each step from the top of the stack, so neither loops nor long chains grow the call depth, of which Pipy has 98.
 */
import {
  assign,
  block,
  call,
  giveBack,
  hasAwait,
  id,
  literal,
  type Node,
  not,
  prop,
  statement,
  variable,
  when,
} from './ast.ts'
import { settleExpression } from './awaits.ts'
import type { Lowering } from './context.ts'
import { createMachine, type Machine, type State } from './machine.ts'

/** Where jumps of constructs that hold an await lead. */
interface Targets {
  labels: ReadonlyMap<string, State>
  /** Where a `break` without label leads; null outside of loops. */
  loop: State | null
}

const nowhere: Targets = { labels: new Map(), loop: null }

/** The statements of a function that runs `body` in steps and returns its promise. `temps` are variables to declare. */
export function asyncBody(l: Lowering, body: Node[], { temps, source }: { temps: string[]; source: Node }): Node[] {
  const machine = createMachine(l)
  const functions = body.filter(item => item.type === 'FunctionDeclaration')
  for (const item of body) if (item.type !== 'FunctionDeclaration') run(machine, item, nowhere)
  machine.emit(...finish(machine.m, null))
  const names = [...temps, ...machine.variables]
  const steps = {
    type: 'FunctionExpression',
    id: null,
    params: [id(machine.m)],
    body: machine.build(),
    loc: source.loc,
  }
  return [
    ...names.map(name => variable(name, null)),
    ...functions,
    giveBack(call(l.helper('runSteps'), [steps, machine.handlers()], source)),
  ]
}

/** Ends the function with a value. */
function finish(m: string, value: Node | null): Node[] {
  // What was awaited is there already.
  const isThere = value?.type === 'MemberExpression' && value.object.name === m
  const keep = isThere ? [] : [statement(assign(prop(id(m), 'value'), value ?? literal(undefined)))]
  return [...keep, giveBack(literal(1))]
}

function run(machine: Machine, node: Node, targets: Targets): void {
  const settle = (inner: Node): Node => settleExpression(machine, inner)
  const { emit } = machine
  if (!hasAwait(node)) return emit(...rewrite(node, { machine, targets, loops: 0, local: [] }))
  switch (node.type) {
    case 'ExpressionStatement':
      return emit({ ...node, expression: settle(node.expression) })
    case 'VariableDeclaration':
      for (const d of node.declarations) {
        machine.variables.push(d.id.name)
        if (d.init) emit(statement(assign(d.id, settle(d.init))))
      }
      return
    case 'ReturnStatement':
      return emit(...finish(machine.m, settle(node.argument)))
    case 'ThrowStatement':
      return emit({ ...node, argument: settle(node.argument) })
    case 'BlockStatement':
      for (const item of node.body) run(machine, item, targets)
      return
    case 'IfStatement':
      return machine.branch(
        settle(node.test),
        () => run(machine, node.consequent, targets),
        () => node.alternate && run(machine, node.alternate, targets),
      )
    case 'LabeledStatement': {
      const end = machine.create()
      const labels = new Map(targets.labels).set(node.label.name, end)
      if (node.body.type === 'ForStatement') return runLoop(machine, node.body, { labels, loop: end })
      run(machine, node.body, { ...targets, labels })
      return machine.follow(end)
    }
    case 'ForStatement':
      return runLoop(machine, node, { ...targets, loop: machine.create() })
    case 'TryStatement':
      return runTry(machine, node, targets)
    default:
      throw new Error(`a lowered body holds ${node.type} with await`)
  }
}

/** `targets.loop` is the state behind the loop. */
function runLoop(machine: Machine, node: Node, targets: Targets & { loop: State }): void {
  const settle = (inner: Node): Node => settleExpression(machine, inner)
  const head = machine.create()
  machine.follow(head)
  machine.emit(when(not(settle(node.test)), block(machine.go(targets.loop))))
  run(machine, node.body, targets)
  machine.emit(statement(settle(node.update)), ...machine.go(head))
  machine.enter(targets.loop)
}

function runTry(machine: Machine, node: Node, targets: Targets): void {
  const caught = machine.create()
  const end = machine.create()
  machine.guard(caught, () => run(machine, node.block, targets))
  machine.emit(...machine.go(end))
  machine.enter(caught)
  const { name } = node.handler.param
  machine.variables.push(name)
  machine.emit(statement(assign(id(name), prop(id(machine.m), 'value'))))
  run(machine, node.handler.body, targets)
  machine.follow(end)
}

interface Rewriting {
  machine: Machine
  targets: Targets
  /** Loops of the statement itself around the current node. */
  loops: number
  /** Labels of the statement itself. */
  local: string[]
}

/** A statement without await: its variables move out, its returns and its jumps to the machine's targets are led on. */
function rewrite(node: Node, r: Rewriting): Node[] {
  const inside = (list: Node[], into: Rewriting = r) => list.flatMap(item => rewrite(item, into))
  const body = (inner: Node, into: Rewriting = r) => block(rewrite(inner, into))
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap((d: Node) => {
        r.machine.variables.push(d.id.name)
        return d.init ? [{ ...statement(assign(d.id, d.init)), loc: node.loc }] : []
      })
    case 'ReturnStatement':
      return finish(r.machine.m, node.argument)
    case 'BreakStatement': {
      if (node.label ? r.local.includes(node.label.name) : r.loops > 0) return [node]
      const target = node.label ? r.targets.labels.get(node.label.name) : r.targets.loop
      if (!target) throw new Error('a lowered body jumps to nowhere')
      return r.machine.go(target)
    }
    case 'BlockStatement':
      return inside(node.body)
    case 'IfStatement':
      return [{ ...node, consequent: body(node.consequent), alternate: node.alternate ? body(node.alternate) : null }]
    case 'ForStatement':
      return [{ ...node, body: body(node.body, { ...r, loops: r.loops + 1 }) }]
    case 'LabeledStatement': {
      const into = { ...r, local: [...r.local, node.label.name] }
      if (node.body.type !== 'ForStatement') return [{ ...node, body: body(node.body, into) }]
      return [{ ...node, body: { ...node.body, body: body(node.body.body, { ...into, loops: r.loops + 1 }) } }]
    }
    case 'TryStatement':
      return [{ ...node, block: body(node.block), handler: { ...node.handler, body: body(node.handler.body) } }]
    default:
      return [node]
  }
}
