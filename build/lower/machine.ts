/**
 * The states of an async function: what runs from one await to the next, and how it gets from one to another.
 *
 * Owns the states of one function while async.ts fills them, and the numbers by which the helper runSteps (prelude.ts)
 * knows them: `m.at` is where to go on, `m.value` what was awaited, thrown or is returned.
 */
import {
  array,
  assign,
  binary,
  block,
  giveBack,
  id,
  labeled,
  leave,
  literal,
  loop,
  type Node,
  not,
  prop,
  statement,
  when,
} from './ast.ts'
import type { Steps } from './awaits.ts'
import { type Lowering, stepLabel } from './context.ts'

/** Statements without await, and the state that gets what they throw. */
export interface State {
  body: Node[]
  handler: State | null
  /** The literals that stand for its number wherever it is named; numbered at the end. */
  numbers: Node[]
}

export interface Machine extends Steps {
  /** The parameter of the function of steps. */
  readonly m: string
  /** Variables that live as long as the function. */
  readonly variables: string[]
  /** A new state, which gets its place in the text later. */
  create: () => State
  /** What is emitted from now on belongs to `state`, which is reached by jumps only. */
  enter: (state: State) => void
  /** The same for a state that follows what was emitted before. */
  follow: (state: State) => void
  /** The statements that go to a state. */
  go: (state: State) => Node[]
  /** Runs work; what the states made meanwhile throw goes to `handler`. */
  guard: (handler: State, work: () => void) => void
  /** The body of the function of steps. */
  build: () => Node
  /** For each state the number of that which gets what it throws, -1 for none; empty if nothing is caught. */
  handlers: () => Node
}

/** Statements after which nothing of the same list is reached. */
const leaving = new Set(['ReturnStatement', 'BreakStatement', 'ThrowStatement'])

export function createMachine(l: Lowering): Machine {
  const m = l.fresh('m')
  const field = (name: string): Node => prop(id(m), name)
  let handler: State | null = null
  const create = (): State => ({ body: [], handler, numbers: [] })
  let current = create()
  const states = [current]
  const moveTo = (state: State): Node => {
    const number = literal(0)
    state.numbers.push(number)
    return statement(assign(field('at'), number))
  }
  const machine: Machine = {
    m,
    variables: [],
    create,
    emit: (...nodes) => {
      for (const node of nodes) if (!leaving.has(current.body.at(-1)?.type ?? '')) current.body.push(node)
    },
    enter: state => {
      state.handler = handler
      states.push(state)
      current = state
    },
    follow: state => {
      machine.emit(moveTo(state))
      machine.enter(state)
    },
    go: state => [moveTo(state), leave(stepLabel)],
    guard: (guarding, work) => {
      const outer = handler
      handler = guarding
      machine.follow(create())
      work()
      handler = outer
    },
    temp: stem => {
      const name = l.fresh(stem)
      machine.variables.push(name)
      return id(name)
    },
    suspend: value => {
      const next = create()
      machine.emit(statement(assign(field('value'), value)), moveTo(next), giveBack(literal(0)))
      machine.enter(next)
      return field('value')
    },
    branch: (test, yes, no) => branch(machine, test, { yes, no }),
    build: () => bodyOf(states, field('at')),
    handlers: () => {
      const list = states.map(state => literal(state.handler ? states.indexOf(state.handler) : -1))
      return array(states.some(state => state.handler) ? list : [])
    },
  }
  return machine
}

function branch(machine: Machine, test: Node, work: { yes: () => void; no: () => void }): void {
  const otherwise = machine.create()
  const end = machine.create()
  machine.emit(when(not(test), block(machine.go(otherwise))))
  work.yes()
  machine.emit(...machine.go(end))
  machine.enter(otherwise)
  work.no()
  machine.follow(end)
}

/** Numbers the states; gives a block that runs them until one gives back. */
function bodyOf(states: readonly State[], at: Node): Node {
  states.forEach((state, index) => {
    for (const number of state.numbers) number.value = index
  })
  const [only] = states
  if (states.length === 1 && only) return block(only.body)
  const bodies = states.map((state, index) => when(binary({ ...at }, '===', literal(index)), block(state.body)))
  return block([loop({ test: literal(true), body: block([labeled(stepLabel, block(bodies))]) })])
}
