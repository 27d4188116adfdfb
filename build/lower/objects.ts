/**
 * Object literals: methods spelled out, keys in the order in which JavaScript has them, all of them deletable.
 *
 * Owns nothing. On Pipy the keys that a literal names come first, whatever stands before them, and cannot be deleted;
 * those that come from a spread are in their place and can be.
 */
import type { Node } from './ast.ts'

/** What an object literal needs to know. */
export interface ObjectLowering {
  /** True if the program deletes keys of objects. */
  deletes: boolean
  /** Lowers keys and values. */
  lower: (node: Node) => Node
}

/** The lowered form of an object literal. */
export function object({ deletes, lower }: ObjectLowering, node: Node): Node {
  const properties: Node[] = node.properties.map((p: Node) => property(p, lower))
  const moving = properties.findIndex(p => !isNamed(p))
  const first = deletes ? 0 : moving < 0 ? properties.length : moving
  const result = properties.slice(0, first)
  let run: Node[] = []
  const close = () => {
    if (run.length > 0) result.push(spread({ ...node, properties: run }))
    run = []
  }
  for (const one of properties.slice(first)) {
    if (isNamed(one)) run.push(one)
    else {
      close()
      result.push(one)
    }
  }
  close()
  return { ...node, properties: result }
}

const isNamed = (property: Node): boolean => property.type === 'Property' && !property.computed

const spread = (argument: Node): Node => ({ type: 'SpreadElement', argument, loc: argument.loc })

function property(node: Node, lower: (node: Node) => Node): Node {
  if (node.type === 'SpreadElement') return { ...node, argument: lower(node.argument) }
  // Pipy's parser takes ['key'] for key.
  const computed = node.computed && node.key.type !== 'Literal'
  const key = computed ? lower(node.key) : node.key
  return { ...node, key, computed, method: false, shorthand: false, value: lower(node.value) }
}
