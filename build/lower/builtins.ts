/**
 * Which built-ins are replaced by helpers of the prelude, because Pipy's are missing or wrong.
 *
 * Owns the tables. Methods are known by their names alone, so a helper leaves objects that are not meant to their own
 * method; static functions and constructors are known by the global object that they belong to.
 */
import { id, type Node } from './ast.ts'
import type { Lowering } from './context.ts'

/** Methods by name: the helper, and how many arguments a call has at most to be meant. */
const methods: Record<string, [helper: string, most: number]> = {
  slice: ['sliceOf', 2],
  sort: ['sortOf', 1],
  trim: ['trimOf', 0],
  trimStart: ['trimStartOf', 0],
  trimEnd: ['trimEndOf', 0],
  at: ['atOf', 1],
  lastIndexOf: ['lastIndexOf', 2],
  join: ['joinOf', 1],
  forEach: ['forEachOf', 1],
  keys: ['keysOf', 0],
  values: ['valuesOf', 0],
  entries: ['entriesOf', 0],
  then: ['thenOf', 2],
  catch: ['catchOf', 1],
  finally: ['finallyOf', 1],
}

/** Methods called with a spread of any number of items. */
const spreadMethods: Record<string, string> = { push: 'pushAll', unshift: 'unshiftAll', concat: 'concatAll' }

/** Static members; the helper has their signature, so it also stands for them as a value. */
const statics: Record<string, string> = {
  'Array.isArray': 'isArray',
  'Array.from': 'arrayFrom',
  'Date.parse': 'dateParse',
  'JSON.stringify': 'stringifyOf',
  'Math.round': 'roundOf',
  'Number.MAX_SAFE_INTEGER': 'maxSafeInteger',
  'Number.MIN_SAFE_INTEGER': 'minSafeInteger',
  'Number.isSafeInteger': 'isSafeInteger',
  'Number.parseFloat': 'parseFloatOf',
  'Number.parseInt': 'parseIntOf',
  'Object.fromEntries': 'fromEntries',
  'Object.hasOwn': 'hasOwn',
  'Object.keys': 'ownKeys',
  'Promise.allSettled': 'allSettledOf',
  'Promise.race': 'raceOf',
  'Promise.resolve': 'resolveOf',
}

/** Static functions called with a spread of any number of items. */
const spreadStatics: Record<string, string> = { 'Math.max': 'maxOf', 'Math.min': 'minOf' }

/** Global functions. */
const functions: Record<string, string> = { parseInt: 'parseIntOf', parseFloat: 'parseFloatOf', isNaN: 'isNaNOf' }

const own = <Value>(table: Record<string, Value>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

export const isGlobal = (node: Node): boolean => node.type === 'Identifier' && !node.binding

/** `Object.keys` and the like as `Object.keys`; null for anything else. */
function staticName(node: Node): string | null {
  if (node.type !== 'MemberExpression' || node.computed || !isGlobal(node.object)) return null
  return `${node.object.name}.${node.property.name}`
}

/** The helper that stands for a built-in used as a value or called, or null. `node` is not lowered yet. */
export function builtinValue(l: Lowering, node: Node): Node | null {
  const name = isGlobal(node) ? own(functions, node.name) : own(statics, staticName(node) ?? '')
  return name ? { ...l.helper(name), loc: node.loc } : null
}

/** The helper for a method called with so many arguments, or null. `callee` may be lowered already. */
export function builtinMethod(l: Lowering, callee: Node, count: number): Node | null {
  if (callee.type !== 'MemberExpression' || callee.computed || staticName(callee) === 'Promise.all') return null
  const found = own(methods, callee.property.name)
  return found && count <= found[1] ? l.helper(found[0]) : null
}

/** The helper for a call with a spread, and what it gets besides the list of arguments; null if there is none. */
export function builtinSpread(l: Lowering, callee: Node): { helper: Node; object: Node | null } | null {
  const ofStatic = own(spreadStatics, staticName(callee) ?? '')
  if (ofStatic) return { helper: l.helper(ofStatic), object: null }
  if (callee.type !== 'MemberExpression' || callee.computed) return null
  const ofMethod = own(spreadMethods, callee.property.name)
  return ofMethod ? { helper: l.helper(ofMethod), object: callee.object } : null
}

/** `new Promise(f)` as a call of the helper that adopts; `new Map(x)`, `new Set(x)` with a list; null for others. */
export function builtinConstructor(l: Lowering, node: Node, args: Node[]): Node | null {
  const [first] = args
  if (!isGlobal(node.callee) || !first) return null
  const call = (helper: string): Node => ({
    type: 'CallExpression',
    callee: l.helper(helper),
    arguments: [first],
    optional: false,
    loc: node.loc,
  })
  if (node.callee.name === 'Promise') return call('promiseOf')
  if (node.callee.name !== 'Map' && node.callee.name !== 'Set') return null
  if (first.type === 'ArrayExpression') return null
  return { ...node, callee: id(node.callee.name, node.callee), arguments: [call('listOf')] }
}
