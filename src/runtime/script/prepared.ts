/**
 * Modules that were rewritten when they were built: `SCRIPT.prepared` beside a script holds what rewrite.ts makes of it.
 *
 * Pure. Parsing a bundle is most of the start of a command and a good part of a role's memory; with this the parser is not
 * even loaded. Such a file is a line of JSON, the script, and its rewritten form: for any other script it does not exist. To
 * compare bytes costs nothing; a hash would load node:crypto, or, in a loop of our own, V8's optimizing compilers.
 * Only for scripts without imports, which bundles are, run first: so their context variables have the first slots.
 */
import { createHash } from 'node:crypto'
import type { RewriteResult } from './rewrite.ts'

interface Title {
  /** A hash of the script and its rewritten form, for code-cache.ts. */
  build: string
  /** Bytes of the script. */
  length: number
  variables: string[]
}

/** The prepared file of a script; undefined when it has imports. */
export function writePrepared(
  source: Uint8Array,
  { code, variables, imports, isExpression }: RewriteResult,
): Uint8Array | undefined {
  if (imports.length > 0 || isExpression) return undefined
  const build = createHash('sha256').update(source).update(code).digest('hex')
  const title: Title = { build, length: source.length, variables }
  return Buffer.concat([Buffer.from(`${JSON.stringify(title)}\n`), source, Buffer.from(code)])
}

/** What a prepared file says about a script; undefined if it was made of another one. */
export function readPrepared(prepared: Buffer, source: Uint8Array): RewriteResult | undefined {
  const begin = prepared.indexOf('\n') + 1
  const { build, length, variables } = JSON.parse(prepared.toString('latin1', 0, begin)) as Title
  if (!prepared.subarray(begin, begin + length).equals(source)) return undefined
  return { code: prepared.toString('utf8', begin + length), build, variables, imports: [], isExpression: false }
}
