/**
 * The compiler: one TypeScript entry file in, one PipyJS file and its source map out.
 *
 * esbuild bundles, lower/ lowers, check-dialect.ts has the last word. Owns nothing; writes no files. Types are not checked
 * here (build/check.ts does).
 */
import { relative, resolve } from 'node:path'
import { GenMapping, maybeAddMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { parse } from 'acorn'
import { generate } from 'astring'
import { type BuildFailure, build, type Message } from 'esbuild'
import { checkDialect } from './check-dialect.ts'
import { type StandIns, standIn } from './instead.ts'
import type { Node } from './lower/ast.ts'
import type { PlaceOf } from './lower/context.ts'
import { lowerProgram } from './lower/functions.ts'
import { type Refusal, RefusedError } from './lower/refuse.ts'
import { refuseAll } from './lower/refused.ts'
import { resolveNames } from './lower/scope.ts'
import { preludeFor, preludeNames } from './prelude.ts'

export interface Compiled {
  code: string
  /** Source map version 3 as JSON; sources are relative to the working directory. */
  map: string
}

/** A problem at a place of the TypeScript source. Lines count from 1, columns from 1. */
export interface Problem {
  file: string
  line: number
  column: number
  message: string
  hint: string
}

/** What was wrong with the source. */
export class CompileError extends Error {
  problems: Problem[]

  constructor(problems: Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}

/** `file:line:column: message` and a line with the hint. */
export function formatProblem({ file, line, column, message, hint }: Problem): string {
  return `${file}:${line}:${column}: ${message}${hint ? `\n  hint: ${hint}` : ''}`
}

/**
 * Compiles one entry file with all that it imports, or what stands in for it. `name` is that of the output, for the map.
 * Throws CompileError.
 */
export async function compile(entry: string, name: string, standIns: StandIns = new Map()): Promise<Compiled> {
  const bundled = await bundle(entry, standIns)
  const trace = new TraceMap(bundled.map)
  try {
    const program = parse(bundled.code, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      locations: true,
    }) as unknown as Node
    const helpers = lower(program, node => placeIn(trace, node))
    return print(program, helpers, { trace, name })
  } catch (error) {
    if (error instanceof RefusedError) throw new CompileError(error.refusals.map(r => locate(r, trace)))
    throw error
  }
}

async function bundle(entry: string, standIns: StandIns): Promise<{ code: string; map: string }> {
  try {
    const result = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'esnext',
      platform: 'neutral',
      sourcemap: 'external',
      outfile: resolve('dist', 'bundle.js'),
      legalComments: 'none',
      charset: 'utf8',
      logLevel: 'silent',
      plugins: [standIn(standIns)],
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    })
    const text = (ending: string) => result.outputFiles.find(f => f.path.endsWith(ending))?.text ?? ''
    return { code: text('.js'), map: text('.map') }
  } catch (error) {
    const failure = error as Partial<BuildFailure>
    if (!failure.errors) throw error
    throw new CompileError(failure.errors.map(problemOf))
  }
}

function problemOf({ text, location, notes }: Message): Problem {
  return {
    file: location?.file ?? '',
    line: location?.line ?? 1,
    column: (location?.column ?? 0) + 1,
    message: text,
    hint: notes[0]?.text ?? '',
  }
}

/** Lowers a parsed module in place; returns the helpers that the code needs. Throws RefusedError. */
export function lower(program: Node, placeOf: PlaceOf): Set<string> {
  program.body = program.body.flatMap(withoutExport)
  const { bindings, unbound, globals } = resolveNames(program, preludeNames())
  refuseAll(program, unbound)
  const taken = new Set([...globals, ...preludeNames(), ...bindings.map(b => b.name)])
  const helpers = lowerProgram(program, taken, placeOf)
  checkDialect(program)
  return helpers
}

/** A script exports nothing: what an entry file exports stays inside. */
function withoutExport(item: Node): Node[] {
  if (item.type === 'ExportDefaultDeclaration' || item.type === 'ExportAllDeclaration') return []
  if (item.type !== 'ExportNamedDeclaration') return [item]
  return item.declaration ? [item.declaration] : []
}

interface Printing {
  trace: TraceMap
  name: string
}

function print(program: Node, helpers: Set<string>, { trace, name }: Printing): Compiled {
  const map = new GenMapping({ file: name })
  const start = helpers.size > 0 ? `${compact(preludeFor(helpers))}\n` : ''
  const offset = start.split('\n').length - 1
  const code = generate(program as never, {
    indent: '  ',
    // astring calls this for each node that has a position; its declared type is that of another library.
    sourceMap: {
      addMapping: (mapping: {
        original: { line: number; column: number } | null
        generated: { line: number; column: number }
      }) => {
        if (!mapping.original) return
        const origin = originalPositionFor(trace, mapping.original)
        if (origin.source === null) return
        maybeAddMapping(map, {
          generated: { line: mapping.generated.line + offset, column: mapping.generated.column },
          original: { line: origin.line, column: origin.column },
          source: sourcePath(origin.source),
          name: null as never,
        })
      },
    } as never,
  })
  for (const [index, source] of trace.sources.entries()) {
    if (source && trace.sourcesContent?.[index]) setSourceContent(map, sourcePath(source), trace.sourcesContent[index])
  }
  return { code: `${start}${code}`, map: JSON.stringify(toEncodedMap(map)) }
}

/** esbuild writes sources relative to the bundle's folder, `dist`. */
function sourcePath(source: string): string {
  return relative('', resolve('dist', source))
}

/** Where a node of the bundle comes from. */
function placeIn(trace: TraceMap, { loc }: Node): string {
  if (!loc) return ''
  const { source, line, column } = originalPositionFor(trace, loc.start)
  return source === null ? '' : `${sourcePath(source)}:${line}:${column + 1}`
}

function locate(refusal: Refusal, trace: TraceMap): Problem {
  const origin = originalPositionFor(trace, { line: refusal.line, column: refusal.column })
  return {
    file: origin.source === null ? '' : sourcePath(origin.source),
    line: origin.line ?? refusal.line,
    column: (origin.column ?? refusal.column) + 1,
    message: refusal.message,
    hint: refusal.hint,
  }
}

/** The helpers without the indentation of the file that holds them. */
function compact(text: string): string {
  return text.replace(/^ {4}/gm, '')
}
