/**
 * Finds the identifiers in a module that refer to given names of its top level, leaving out those that a function or a catch clause
 * shadows. Pure.
 */
import type { Node } from 'acorn'

type Any = Node & Record<string, any>

export interface Reference {
  node: Any & { name: string }
  /** How it must be replaced: `{ x }`, `x()`, or anything else. */
  kind: 'plain' | 'shorthand' | 'call'
}

/** All references to `names`. Declarations of them at the top (`var $x`) count as references. */
export function collectReferences(program: Node, names: ReadonlySet<string>): Reference[] {
  const found: Reference[] = []
  visit(program as Any, { names, found, kind: 'plain' })
  return found
}

interface Walk {
  names: ReadonlySet<string>
  found: Reference[]
  kind: Reference['kind']
}

function visit(node: Any, walk: Walk): void {
  const plain: Walk = { ...walk, kind: 'plain' }
  switch (node.type) {
    case 'Identifier':
      if (walk.names.has(node.name)) walk.found.push({ node: node as Reference['node'], kind: walk.kind })
      return
    case 'ImportDeclaration':
    case 'BreakStatement':
    case 'ContinueStatement':
      return
    case 'ExportNamedDeclaration':
      if (node.declaration) visit(node.declaration, plain)
      return
    case 'LabeledStatement':
      return visit(node.body, plain)
    case 'MemberExpression':
      visit(node.object, plain)
      if (node.computed) visit(node.property, plain)
      return
    case 'Property':
    case 'MethodDefinition':
      if (node.computed) visit(node.key, plain)
      return visit(node.value, { ...walk, kind: node.shorthand ? 'shorthand' : 'plain' })
    case 'CallExpression':
      visit(node.callee, { ...walk, kind: 'call' })
      for (const argument of node.arguments as Any[]) visit(argument, plain)
      return
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return visitFunction(node, plain)
    default:
      visitChildren(node, plain)
  }
}

function visitChildren(node: Any, walk: Walk): void {
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || value === null || typeof value !== 'object') continue
    for (const child of Array.isArray(value) ? value : [value])
      if (child && typeof child.type === 'string') visit(child, walk)
  }
}

/** Names that the function declares itself hide those of the module. */
function visitFunction(node: Any, walk: Walk): void {
  const own = new Set<string>()
  for (const param of node.params as Any[]) addBound(param, own)
  addDeclared(node.body, own)
  const hidden = [...walk.names].some(name => own.has(name))
  const names = hidden ? new Set([...walk.names].filter(name => !own.has(name))) : walk.names
  if (names.size === 0) return
  for (const param of node.params as Any[]) visit(param, { ...walk, names })
  visit(node.body, { ...walk, names })
}

function addBound(pattern: Any, names: Set<string>): void {
  if (pattern.type === 'Identifier') names.add(pattern.name)
  else if (pattern.type === 'AssignmentPattern') addBound(pattern.left, names)
  else if (pattern.type === 'RestElement') addBound(pattern.argument, names)
  else if (pattern.type === 'ArrayPattern') for (const item of pattern.elements) item && addBound(item, names)
  else if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) addBound(property.value ?? property.argument, names)
  }
}

/** Variables and functions declared anywhere in a body, not inside inner functions; and names of catch clauses. */
function addDeclared(node: Any, names: Set<string>): void {
  if (!node || typeof node.type !== 'string') return
  if (node.type === 'FunctionDeclaration') {
    if (node.id) names.add(node.id.name)
    return
  }
  if (node.type.includes('Function')) return
  if (node.type === 'VariableDeclarator') addBound(node.id, names)
  if (node.type === 'CatchClause' && node.param) addBound(node.param, names)
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || value === null || typeof value !== 'object') continue
    for (const child of Array.isArray(value) ? value : [value]) addDeclared(child, names)
  }
}
