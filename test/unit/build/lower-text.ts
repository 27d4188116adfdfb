/** The compiler without bundler and files, for tests: a module that imports nothing, as text. Owns nothing. */
import { parse } from 'acorn'
import { generate } from 'astring'
import { lower } from '../../../build/compiler.ts'
import type { Node } from '../../../build/lower/ast.ts'
import { preludeFor } from '../../../build/prelude.ts'

/** The lowered module, with the helpers that it needs in front unless `bare`. Throws RefusedError. */
export function lowerText(text: string, { bare = false } = {}): string {
  const program = parse(text, { ecmaVersion: 'latest', sourceType: 'module', locations: true }) as unknown as Node
  const helpers = lower(program, ({ loc }) => `module.ts:${loc?.start.line}`)
  const code = generate(program as never, { indent: '  ' })
  return bare ? code : `${preludeFor(helpers)}\n${code}`
}
