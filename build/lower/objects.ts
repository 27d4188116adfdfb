/**
 * Object literals: methods spelled out, keys in the order in which JavaScript has them, all of them deletable.
 *
 * Owns nothing. On Pipy the keys that a literal names come first, whatever stands before them, and cannot be deleted;
 * those that come from a spread are in their place and can be.
 */
import type { Node } from './ast.ts'
import type { CodeLowering } from './context.ts'

/** The lowered form of an object literal. */
export function object(l: CodeLowering, node: Node): Node {
  const properties: Node[] = node.properties.map((p: Node) => property(l, p))
  const moving = properties.findIndex(p => !isNamed(p))
  const first = l.deletes ? 0 : moving < 0 ? properties.length : moving
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

function property(l: CodeLowering, node: Node): Node {
  if (node.type === 'SpreadElement') return { ...node, argument: l.lower(node.argument) }
  // Pipy's parser takes ['key'] for key.
  const computed = node.computed && node.key.type !== 'Literal'
  const key = computed ? l.lower(node.key) : node.key
  return { ...node, key, computed, method: false, shorthand: false, value: l.lower(node.value) }
}
