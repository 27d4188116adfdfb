/**
 * Which built-ins are replaced by helpers of the prelude, because Pipy's are missing or wrong.
 *
 * Owns the tables. Methods are known by their names alone, so a helper leaves objects that are not meant to their own
 * method; static functions and constructors are known by the global object that they belong to.
 */
import { array, call, id, isFunction, type Node } from './ast.ts'
import type { Lowering } from './context.ts'

/** Methods by name: the helper, and how many arguments a call has, at most and at least, to be meant. */
const methods: Record<string, [helper: string, most: number, least?: number]> = {
  slice: ['sliceOf', 2],
  sort: ['sortOf', 1],
  fill: ['fillOf', 3],
  toFixed: ['toFixedOf', 1],
  split: ['splitOf', 2, 2],
  charAt: ['charAtOf', 1],
  charCodeAt: ['charCodeAtOf', 1],
  codePointAt: ['codePointAtOf', 1],
  padEnd: ['padEndOf', 2],
  padStart: ['padStartOf', 2],
  repeat: ['repeatOf', 1],
  replace: ['replaceOf', 2],
  replaceAll: ['replaceAllOf', 2],
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
  'Math.clz32': 'clz32Of',
  'Math.round': 'roundOf',
  'Number.isFinite': 'numberIsFinite',
  'Number.isInteger': 'numberIsInteger',
  'Number.isNaN': 'numberIsNaN',
  'Number.MAX_SAFE_INTEGER': 'maxSafeInteger',
  'Number.MIN_SAFE_INTEGER': 'minSafeInteger',
  'Number.isSafeInteger': 'isSafeInteger',
  'Number.parseFloat': 'parseFloatOf',
  'Number.parseInt': 'parseIntOf',
  'Object.fromEntries': 'fromEntries',
  'Object.hasOwn': 'hasOwn',
  'Object.keys': 'ownKeys',
  'Promise.allSettled': 'allSettledOf',
  'Promise.any': 'anyOf',
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

/** Methods that are right for an index that is known to be none below zero. */
const indexed = new Set(['charAt', 'charCodeAt'])

/** The helper for a method called with such arguments, or null. `callee` may be lowered already. */
export function builtinMethod(l: Lowering, callee: Node, args: Node[]): Node | null {
  if (callee.type !== 'MemberExpression' || callee.computed || staticName(callee) === 'Promise.all') return null
  const found = own(methods, callee.property.name)
  const [first] = args
  if (first?.type === 'Literal' && indexed.has(callee.property.name)) return null
  // The filter, not the method of texts.
  if (first && isFunction(first) && callee.property.name === 'repeat') return null
  if (!found) return null
  const [helper, most, least = 0] = found
  return args.length >= least && args.length <= most ? l.helper(helper) : null
}

/** `list.splice(start, count, …items)`, also with items from a spread; null for any other call. Arguments are lowered. */
export function builtinSplice(l: Lowering, callee: Node, args: Node[]): Node | null {
  const [start, count, ...items] = args
  const isMeant = callee.type === 'MemberExpression' && !callee.computed && callee.property.name === 'splice'
  if (!isMeant || !start || !count || isSpread(start) || isSpread(count)) return null
  return call(l.helper('spliceOf'), [callee.object, start, count, array(items)], callee)
}

const isSpread = (node: Node): boolean => node.type === 'SpreadElement'

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
  if (node.callee.name === 'Promise') return call(l.helper('promiseOf'), [first], node)
  if (node.callee.name !== 'Map' && node.callee.name !== 'Set') return null
  if (first.type === 'ArrayExpression') return null
  return { ...node, callee: id(node.callee.name, node.callee), arguments: [call(l.helper('listOf'), [first], node)] }
}
