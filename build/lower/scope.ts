/**
 * Scopes: finds what every name refers to, then makes all names of a function distinct, so that `let` and `const` can
 * become `var`. Also finds which variables of a loop's turn are captured by closures.
 *
 * Owns the bindings, which later passes find on declarations and references (`node.binding`).
 */
import { children, isFunction, isLoop, type Node, walk } from './ast.ts'

export interface Binding {
  name: string
  /** The function (or program) whose variable it becomes. */
  home: Node
  /** The loop in whose turn it lives; null if it is not made anew each turn. */
  loop: Node | null
  kind: 'param' | 'var' | 'block' | 'function' | 'catch'
  captured: boolean
  /** True unless it keeps the value that it got when it was made. */
  changed: boolean
  identifiers: Node[]
}

interface Scope {
  /** What has been found in the whole program. */
  found: Pick<Names, 'bindings' | 'unbound'>
  parent: Scope | null
  home: Node
  loop: Node | null
  bindings: Map<string, Binding>
}

/** Names that Pipy's parser keeps for itself, though JavaScript lets variables have them. */
export const reserved: ReadonlySet<string> = new Set(
  'as from with package static public private protected interface implements extends yield let await async enum eval arguments'.split(
    ' ',
  ),
)

export interface Names {
  bindings: Binding[]
  /** References to names that nothing declares. */
  unbound: Node[]
  /** Those names. */
  globals: Set<string>
}

/** Resolves and renames in place, away from `taken` too. */
export function resolveNames(program: Node, taken: ReadonlySet<string>): Names {
  const found = { bindings: [] as Binding[], unbound: [] as Node[] }
  const { bindings, unbound } = found
  const scope: Scope = { found, parent: null, home: program, loop: null, bindings: new Map() }
  declareIn(scope, program.body, true)
  for (const item of program.body) visit(item, scope)
  markChanges(program)
  const globals = new Set(unbound.map(node => node.name as string))
  rename(bindings, globals, taken)
  return { bindings, unbound, globals }
}

/** The identifiers that a node gives a value to, besides a declaration with `let` or `const`. */
export function changedBy(node: Node): Node[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return boundBy(node.left)
    case 'UpdateExpression':
      return boundBy(node.argument)
    case 'ForOfStatement':
    case 'ForInStatement':
      return node.left.type === 'VariableDeclaration' ? [] : boundBy(node.left)
    case 'VariableDeclaration':
      // Hoisted, so it has a value before this one.
      return node.kind === 'var' ? node.declarations.flatMap((d: Node) => boundBy(d.id)) : []
    default:
      return []
  }
}

function markChanges(program: Node): void {
  walk(program, node => {
    for (const identifier of changedBy(node)) if (identifier.binding) identifier.binding.changed = true
  })
}

function child(scope: Scope, home: Node = scope.home, loop: Node | null = scope.loop): Scope {
  return { found: scope.found, parent: scope, home, loop, bindings: new Map() }
}

function add(scope: Scope, identifier: Node, kind: Binding['kind']): void {
  let binding = scope.bindings.get(identifier.name)
  if (!binding) {
    // A context variable may be another one after each call.
    const changed = identifier.name.startsWith('$')
    binding = {
      name: identifier.name,
      home: scope.home,
      loop: scope.loop,
      kind,
      captured: false,
      changed,
      identifiers: [],
    }
    scope.bindings.set(identifier.name, binding)
    scope.found.bindings.push(binding)
  }
}

/** The identifiers that a pattern binds. */
export function boundBy(pattern: Node | null): Node[] {
  if (!pattern) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'ObjectPattern':
      return pattern.properties.flatMap((p: Node) => boundBy(p.type === 'RestElement' ? p.argument : p.value))
    case 'ArrayPattern':
      return pattern.elements.flatMap((e: Node | null) => boundBy(e))
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'RestElement':
      return boundBy(pattern.argument)
    default:
      return []
  }
}

/** Declares what the statements of one block declare; at a function's top also every `var` below. */
function declareIn(scope: Scope, statements: Node[], isTop: boolean): void {
  for (const item of statements) {
    const declaration = item.type === 'ExportNamedDeclaration' && item.declaration ? item.declaration : item
    if (declaration.type === 'FunctionDeclaration') add(scope, declaration.id, 'function')
    if (declaration.type === 'VariableDeclaration' && (isTop || declaration.kind !== 'var')) {
      const kind = isTop ? 'var' : 'block'
      for (const d of declaration.declarations) for (const name of boundBy(d.id)) add(scope, name, kind)
    }
    if (isTop) declareVars(scope, item)
  }
}

function declareVars(scope: Scope, node: Node): void {
  walk(node, inner => {
    if (isFunction(inner)) return false
    if (inner.type === 'VariableDeclaration' && inner.kind === 'var') {
      for (const d of inner.declarations) for (const name of boundBy(d.id)) add(scope, name, 'var')
    }
    return true
  })
}

function visit(node: Node | null, scope: Scope): void {
  if (!node) return
  const below = (inner: Node | null, into: Scope = scope) => visit(inner, into)
  if (isFunction(node)) return visitFunction(node, scope)
  switch (node.type) {
    case 'Identifier':
      return refer(node, scope)
    case 'MemberExpression':
      below(node.object)
      if (node.computed) below(node.property)
      return
    case 'Property':
      if (node.shorthand) {
        node.shorthand = false
        node.key = { type: 'Identifier', name: node.key.name, loc: node.key.loc }
      }
      if (node.computed) below(node.key)
      below(node.value)
      return
    case 'BlockStatement': {
      const inner = child(scope)
      declareIn(inner, node.body, false)
      for (const item of node.body) below(item, inner)
      return
    }
    case 'CatchClause': {
      const inner = child(scope)
      for (const name of boundBy(node.param)) add(inner, name, 'catch')
      below(node.param, inner)
      below(node.body, inner)
      return
    }
    case 'SwitchStatement': {
      below(node.discriminant)
      const inner = child(scope)
      declareIn(
        inner,
        node.cases.flatMap((c: Node) => c.consequent),
        false,
      )
      for (const c of node.cases) for (const part of children(c)) below(part, inner)
      return
    }
    case 'LabeledStatement':
      return below(node.body)
    case 'BreakStatement':
    case 'ContinueStatement':
      return
    default:
      if (isLoop(node)) return visitLoop(node, scope)
      for (const inner of children(node)) below(inner)
  }
}

function visitLoop(node: Node, scope: Scope): void {
  const inner = child(scope, scope.home, node)
  const head = node.type === 'ForStatement' ? node.init : node.left
  if (head?.type === 'VariableDeclaration' && head.kind !== 'var') {
    for (const d of head.declarations) for (const name of boundBy(d.id)) add(inner, name, 'block')
  }
  for (const part of children(node)) visit(part, inner)
}

function visitFunction(node: Node, scope: Scope): void {
  if (node.type === 'FunctionDeclaration') refer(node.id, scope)
  const outer = child(scope, node, null)
  if (node.type === 'FunctionExpression' && node.id) {
    add(outer, node.id, 'function')
    refer(node.id, outer)
  }
  for (const param of node.params) for (const name of boundBy(param)) add(outer, name, 'param')
  for (const param of node.params) visit(param, outer)
  if (node.body.type !== 'BlockStatement') return visit(node.body, outer)
  declareIn(outer, node.body.body, true)
  for (const item of node.body.body) visit(item, outer)
}

function refer(node: Node, scope: Scope): void {
  for (let s: Scope | null = scope; s; s = s.parent) {
    const binding = s.bindings.get(node.name)
    if (!binding) continue
    if (binding.home !== scope.home) binding.captured = true
    binding.identifiers.push(node)
    node.binding = binding
    return
  }
  scope.found.unbound.push(node)
}

/** Gives a name of its own to every binding that would collide or shadow once all are `var`, or that Pipy reserves. */
function rename(all: Binding[], globals: Set<string>, foreign: ReadonlySet<string>): void {
  const taken = new Set([...globals, ...foreign, ...all.map(b => b.name)])
  const homes = new Map<Node, Map<string, Binding[]>>()
  for (const binding of all) {
    const names = homes.get(binding.home) ?? new Map<string, Binding[]>()
    homes.set(binding.home, names.set(binding.name, [...(names.get(binding.name) ?? []), binding]))
  }
  for (const binding of all) {
    const rivals = homes.get(binding.home)?.get(binding.name) ?? []
    const isSecond =
      binding.kind === 'block' || binding.kind === 'catch' ? rivals.length > 1 || shadows(binding, globals, all) : false
    const isLocalContext = binding.home.type !== 'Program' && binding.name.startsWith('$') && binding.name.length > 1
    if (!isSecond && !isLocalContext && !reserved.has(binding.name) && !foreign.has(binding.name)) continue
    // The bundler names nested builders of pipelines ($) like $2, which Pipy would take for context variables.
    const stem = binding.name.replace(/^\$+\d*/, '') || 'filters'
    let n = 1
    while (taken.has(`${stem}_${n}`)) n++
    const name = `${stem}_${n}`
    taken.add(name)
    for (const identifier of binding.identifiers) identifier.name = name
    binding.name = name
  }
}

/** True if a name of the same spelling, from outside its function, may be meant elsewhere in that function. */
function shadows(binding: Binding, globals: Set<string>, all: Binding[]): boolean {
  return (
    globals.has(binding.name) ||
    all.some(b => b !== binding && b.name === binding.name && b.home !== binding.home && b.captured)
  )
}
