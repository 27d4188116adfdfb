/**
 * Turns the body of an async function into steps: a function that runs from one `await` to the next and knows where it is.
 *
 * Owns nothing. Takes lowered statements (statements.ts) with `await` still in their expressions. A body is run again for
 * each step from the top of the stack, so neither loops nor long chains grow the call depth, of which Pipy has 98.
 */
import {
  array,
  assign,
  block,
  call,
  giveBack,
  hasAwait,
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
import { type Steps, settleExpression } from './awaits.ts'
import { type Lowering, stepLabel } from './context.ts'

/** One step: statements without await, and the step that gets what they throw. */
interface State {
  body: Node[]
  handler: State | null
  /** The literal that stands for its number wherever it is named; numbered at the end. */
  numbers: Node[]
}

/** Where jumps of the machine's own constructs lead. */
interface Targets {
  labels: Map<string, State>
  /** Where a `break` without label leads; null outside of the machine's loops. */
  loop: State | null
}

/** The statements of a function that runs `body` in steps and returns its promise. `temps` are variables to declare. */
export function asyncBody(l: Lowering, body: Node[], temps: string[], source: Node): Node[] {
  const m = l.fresh('m')
  const machine = createMachine(l, m)
  const functions = body.filter(item => item.type === 'FunctionDeclaration')
  for (const item of body) if (item.type !== 'FunctionDeclaration') machine.run(item, { labels: new Map(), loop: null })
  machine.emit(...finish(m, null))
  const names = [...temps, ...machine.variables]
  const steps = { type: 'FunctionExpression', id: null, params: [id(m)], body: machine.build(), loc: source.loc }
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

/** Statements after which nothing of the same list is reached. */
const leaving = new Set(['ReturnStatement', 'BreakStatement', 'ThrowStatement'])

interface Machine {
  variables: string[]
  run: (node: Node, targets: Targets) => void
  emit: (...nodes: Node[]) => void
  build: () => Node
  handlers: () => Node
}

function createMachine(l: Lowering, m: string): Machine {
  const states: State[] = []
  const variables: string[] = []
  let handler: State | null = null
  const create = (): State => ({ body: [], handler, numbers: [] })
  let current = create()
  states.push(current)
  const numberOf = (state: State): Node => {
    const number = literal(0)
    state.numbers.push(number)
    return number
  }
  const go = (state: State): Node[] => [statement(assign(prop(id(m), 'at'), numberOf(state))), leave(stepLabel)]
  const emit = (...nodes: Node[]) => {
    for (const node of nodes) if (!leaving.has(current.body.at(-1)?.type ?? '')) current.body.push(node)
  }
  /** Goes on in `state`, which comes next in the text. */
  const place = (state: State) => {
    emit(statement(assign(prop(id(m), 'at'), numberOf(state))))
    state.handler = handler
    states.push(state)
    current = state
  }
  const steps: Steps = {
    emit,
    temp: stem => {
      const name = l.fresh(stem)
      variables.push(name)
      return id(name)
    },
    suspend: value => {
      const next = create()
      emit(
        statement(assign(prop(id(m), 'value'), value)),
        statement(assign(prop(id(m), 'at'), numberOf(next))),
        giveBack(literal(0)),
      )
      states.push(next)
      current = next
      return prop(id(m), 'value')
    },
    branch: (test, yes, no) => {
      const otherwise = create()
      const end = create()
      emit(when(not(test), block(go(otherwise))))
      yes()
      emit(...go(end))
      states.push(otherwise)
      current = otherwise
      no()
      place(end)
    },
  }
  const settle = (node: Node) => settleExpression(steps, node)

  function run(node: Node, targets: Targets): void {
    if (!hasAwait(node)) return emit(...plain(node, targets))
    switch (node.type) {
      case 'ExpressionStatement':
        return emit({ ...node, expression: settle(node.expression) })
      case 'VariableDeclaration':
        for (const d of node.declarations) {
          variables.push(d.id.name)
          if (d.init) emit(statement(assign(d.id, settle(d.init))))
        }
        return
      case 'ReturnStatement':
        return emit(...finish(m, settle(node.argument)))
      case 'ThrowStatement':
        return emit({ ...node, argument: settle(node.argument) })
      case 'BlockStatement':
        for (const item of node.body) run(item, targets)
        return
      case 'IfStatement': {
        const test = settle(node.test)
        return steps.branch(
          test,
          () => run(node.consequent, targets),
          () => node.alternate && run(node.alternate, targets),
        )
      }
      case 'LabeledStatement': {
        if (node.body.type === 'ForStatement') return runLoop(node.body, targets, node.label.name)
        const end = create()
        run(node.body, { ...targets, labels: new Map(targets.labels).set(node.label.name, end) })
        return place(end)
      }
      case 'ForStatement':
        return runLoop(node, targets, null)
      case 'TryStatement':
        return runTry(node, targets)
      default:
        throw new Error(`a lowered body holds ${node.type} with await`)
    }
  }

  function runLoop(node: Node, targets: Targets, label: string | null): void {
    const head = create()
    const end = create()
    place(head)
    emit(when(not(settle(node.test)), block(go(end))))
    const labels = new Map(targets.labels)
    if (label) labels.set(label, end)
    run(node.body, { labels, loop: end })
    emit(statement(settle(node.update)), ...go(head))
    end.handler = handler
    states.push(end)
    current = end
  }

  function runTry(node: Node, targets: Targets): void {
    const outer = handler
    const caught = create()
    const end = create()
    handler = caught
    const inside = create()
    place(inside)
    run(node.block, targets)
    handler = outer
    emit(...go(end))
    states.push(caught)
    current = caught
    variables.push(node.handler.param.name)
    emit(statement(assign(id(node.handler.param.name), prop(id(m), 'value'))))
    run(node.handler.body, targets)
    place(end)
  }

  /** A statement without await: its variables move out, its returns and its jumps to the machine's labels are led on. */
  function plain(node: Node, targets: Targets): Node[] {
    return rewrite(node, { targets, m, go, variables, loops: 0, local: [] })
  }

  return {
    variables,
    run,
    emit,
    build: () => {
      states.forEach((state, index) => {
        for (const number of state.numbers) number.value = index
      })
      const bodies = states.map((state, index) =>
        when(
          { type: 'BinaryExpression', operator: '===', left: prop(id(m), 'at'), right: literal(index) },
          block(state.body),
        ),
      )
      const [only] = states
      if (states.length === 1 && only) return block(only.body)
      return block([loop(literal(true), null, block([labeled(stepLabel, block(bodies))]))])
    },
    handlers: () => {
      const list = states.map(state => literal(state.handler ? states.indexOf(state.handler) : -1))
      return states.some(state => state.handler) ? array(list) : array([])
    },
  }
}

function not(test: Node): Node {
  return { type: 'UnaryExpression', operator: '!', prefix: true, argument: test, loc: test.loc }
}

interface Rewriting {
  targets: Targets
  m: string
  go: (state: State) => Node[]
  variables: string[]
  /** Loops of the statement itself around the current node. */
  loops: number
  /** Labels of the statement itself. */
  local: string[]
}

function rewrite(node: Node, r: Rewriting): Node[] {
  const inside = (list: Node[], into: Rewriting = r) => list.flatMap(item => rewrite(item, into))
  const body = (inner: Node, into: Rewriting = r) => block(rewrite(inner, into))
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap((d: Node) => {
        r.variables.push(d.id.name)
        return d.init ? [{ ...statement(assign(d.id, d.init)), loc: node.loc }] : []
      })
    case 'ReturnStatement':
      return finish(r.m, node.argument)
    case 'BreakStatement': {
      if (node.label ? r.local.includes(node.label.name) : r.loops > 0) return [node]
      const target = node.label ? r.targets.labels.get(node.label.name) : r.targets.loop
      if (!target) throw new Error('a lowered body jumps to nowhere')
      return r.go(target)
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
