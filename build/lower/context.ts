/**
 * What the lowering passes share: fresh names, the helpers that are needed, and the jumps that are open around a statement.
 *
 * Owns the state of one compilation; made by `createLowering`.
 */
import { binary, block, id, leave, literal, type Node, when } from './ast.ts'

export interface Lowering {
  /** A name that nothing else has. */
  fresh: (stem: string) => string
  /** Notes that a helper of the prelude is needed and gives a reference to it. */
  helper: (name: string) => Node
  helpers: Set<string>
  /** Temporary variables of the function being lowered; the caller declares them. */
  temps: string[]
  /** A new temporary variable of the current function. */
  temp: (stem: string) => string
  /** Runs `work` for another function; returns the names of the variables to declare in it. */
  inFunction: (work: () => void) => string[]
  /** Runs `work` for the function of a turn, in which `var` still means the function around; returns its temporaries. */
  inTurn: (work: () => void) => string[]
  /** True inside of the function of a turn. */
  isInTurn: () => boolean
  /** Declares a `var` in the function around the turn. */
  declareOutside: (name: string) => void
}

/** What a step of an async function leaves by; nothing else has this name. */
export const stepLabel = 'step'

/** Where a node is in the TypeScript source: `src/x.ts:3:14`; '' for one that has no place. */
export type PlaceOf = (node: Node) => string

/** A lowering that can go on into any expression: the passes know each other through it only. */
export interface CodeLowering extends Lowering {
  placeOf: PlaceOf
  /** True if the program deletes keys of objects. */
  deletes: boolean
  /** Lowers an expression. */
  lower: (node: Node) => Node
  /** Lowers a function expression or arrow. */
  lowerFunction: (node: Node) => Node
  /** Lowers the statements of a block inside of open frames. */
  statements: (list: Node[], frames: Frames) => Node[]
}

export function createLowering(taken: Set<string>): Lowering {
  /** The number to try next for a stem. */
  const next = new Map<string, number>()
  let outside = new Set<string>()
  let turns = 0
  const within = (work: () => void): string[] => {
    const outer = lowering.temps
    lowering.temps = []
    work()
    const made = lowering.temps
    lowering.temps = outer
    return made
  }
  taken.add(stepLabel)
  const lowering: Lowering = {
    fresh: stem => {
      let name = stem
      let n = next.get(stem) ?? 1
      for (; taken.has(name); n++) name = `${stem}_${n}`
      next.set(stem, n)
      taken.add(name)
      return name
    },
    helpers: new Set(),
    helper: name => {
      lowering.helpers.add(name)
      return id(name)
    },
    temps: [],
    temp: stem => {
      const name = lowering.fresh(stem)
      lowering.temps.push(name)
      return name
    },
    inFunction: work => {
      const outer = { outside, turns }
      outside = new Set()
      turns = 0
      const made = within(work)
      const names = [...outside, ...made]
      outside = outer.outside
      turns = outer.turns
      return names
    },
    inTurn: work => {
      turns++
      const made = within(work)
      turns--
      return made
    },
    isInTurn: () => turns > 0,
    declareOutside: name => void outside.add(name),
  }
  return lowering
}

export type JumpKind = 'break' | 'continue' | 'return'

/** Something that a jump can end at or must be led around. */
export type Frame =
  | {
      kind: 'loop'
      labels: string[]
      breakLabel: string
      continueLabel: string
      usesBreak: boolean
      usesContinue: boolean
    }
  | { kind: 'block'; labels: string[]; breakLabel: string; isSwitch: boolean; uses: boolean }
  | Barrier

/** A region that a jump cannot leave by itself: it leaves a code, and the code after the region jumps on. */
export interface Barrier {
  kind: 'barrier'
  exits: { kind: JumpKind; label: string | null; valued: boolean }[]
  /** Statements that end the region with the code; `value` is what is returned, if anything. */
  emit: (code: number, value: Node | null) => Node[]
}

/** The open frames around a statement, innermost last. */
export type Frames = readonly Frame[]

/** Where a statement stands: the frames around it, and the labels right before it. */
export interface Place {
  frames: Frames
  labels: string[]
}

export interface Jump {
  kind: JumpKind
  label: string | null
  /** What is returned, if anything. */
  value: Node | null
}

/** The statements for a jump out of the frames. */
export function jump(frames: Frames, { kind, label, value }: Jump): Node[] {
  let loopsCrossed = 0
  for (let i = frames.length - 1; i >= 0; i--) {
    const frame = frames[i] as Frame
    if (frame.kind === 'barrier') return frame.emit(codeOf(frame, { kind, label, value }), value)
    if (kind === 'return') continue
    if (frame.kind === 'block') {
      if (kind === 'continue' || !(label ? frame.labels.includes(label) : frame.isSwitch)) continue
      frame.uses = true
      return [leave(frame.breakLabel)]
    }
    if (label && !frame.labels.includes(label)) {
      loopsCrossed++
      continue
    }
    if (kind === 'continue') {
      frame.usesContinue = true
      return [leave(frame.continueLabel)]
    }
    if (loopsCrossed === 0) return [{ type: 'BreakStatement', label: null }]
    frame.usesBreak = true
    return [leave(frame.breakLabel)]
  }
  return [{ type: 'ReturnStatement', argument: value, loc: value?.loc }]
}

function codeOf(barrier: Barrier, { kind, label, value }: Jump): number {
  const valued = value !== null
  const known = barrier.exits.findIndex(e => e.kind === kind && e.label === label && e.valued === valued)
  if (known >= 0) return known + 1
  return barrier.exits.push({ kind, label, valued })
}

/** After a barrier: jumps on for each code that was left in the variable `code`; what is returned is in `value`. */
export function dispatch(barrier: Barrier, frames: Frames, names: { code: string; value: string }): Node[] {
  return barrier.exits.map(({ kind, label, valued }, index) =>
    when(
      binary(id(names.code), '===', literal(index + 1)),
      block(jump(frames, { kind, label, value: valued ? id(names.value) : null })),
    ),
  )
}
