/**
 * Modules that were rewritten when they were built: `SCRIPT.prepared` beside a script holds what rewrite.ts makes of it.
 *
 * Pure. Parsing a bundle is most of the start of a command and a good part of a role's memory; with this the parser is not
 * even loaded. The first line of such a file is JSON with a checksum of the script: for any other script it does not exist.
 * Only for scripts without imports, which bundles are, run first: so their context variables have the first slots.
 */
import { crc32 } from 'node:zlib'
import type { RewriteResult } from './rewrite.ts'

interface Title {
  script: number
  variables: string[]
}

/** The prepared file of a script; undefined when it has imports. */
export function writePrepared(
  source: Uint8Array,
  { code, variables, imports, isExpression }: RewriteResult,
): string | undefined {
  if (imports.length > 0 || isExpression) return undefined
  const title: Title = { script: checksumOf(source), variables }
  return `${JSON.stringify(title)}\n${code}`
}

/** What a prepared file says about a script; undefined if it was made of another one. */
export function readPrepared(prepared: string, source: Uint8Array): RewriteResult | undefined {
  const end = prepared.indexOf('\n')
  const { script: checksum, variables } = JSON.parse(prepared.slice(0, end)) as Title
  if (checksum !== checksumOf(source)) return undefined
  return { code: prepared.slice(end + 1), checksum, variables, imports: [], isExpression: false }
}

/** Tells builds apart. No hash against attackers: who can change one file here can change them all. */
export const checksumOf = (source: Uint8Array): number => crc32(source)
