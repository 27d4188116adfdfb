/**
 * Loads a script and what it imports, and runs it with the engine's globals as parameters. Follows Pipy's src/module.cpp.
 *
 * Owns the table of modules. What Node defines besides the dialect is undefined in scripts. Paths: relative to the module, '/x.js' from the code base (the script's directory), which nothing leaves.
 */
import { dirname, join, relative, resolve, sep } from 'node:path'
import { compileFunction } from 'node:vm'
import { root, scope } from '../core/context.ts'
import { findBytes, isThere, readBytes } from '../host/file-system.ts'
import { type Compiled, compileCached } from './code-cache.ts'
import { readPrepared } from './prepared.ts'
import type { RewriteResult } from './rewrite.ts'

/** A module that is imported but is not there; ends the process with 255, as on Pipy. */
export class MissingModule extends Error {}

interface Module extends Outcome {
  exports: Record<string, unknown>
}

/** What is left to scripts of the globals of the language; those of the engine come on top. */
const language = new Set(
  'Array Boolean Date Error FinalizationRegistry Infinity Map Math NaN Number Object Promise RegExp Set String eval undefined'.split(
    ' ',
  ),
)

/** Names that mean something in Node and nothing in Pipy: parameters of every module that nobody gives a value. */
function hiddenNames(globals: Readonly<Record<string, unknown>>): string[] {
  const known = [...Object.getOwnPropertyNames(globalThis), 'require', 'module', 'exports', '__filename', '__dirname']
  return known.filter(name => !language.has(name) && !(name in globals) && /^[\w$]+$/.test(name))
}

export interface Loader {
  /** Runs the script at `path`. Throws what its top level throws. */
  run(path: string): Outcome
  /** Runs a text; what it imports is looked for from the working directory on. */
  evaluate(text: string): Outcome
}

export interface Outcome {
  /** What a script that is nothing but one expression came to; undefined for all others. */
  value: { of: unknown } | undefined
}

/** Makes a module's text the body of a function; its context variables have the slots from `firstSlot` on. */
export type Rewrite = (text: () => string, firstSlot: number) => RewriteResult

/** What the build made of this script, else the parser, which is loaded only then. */
export async function findRewrite(script: string | undefined): Promise<Rewrite> {
  const prepared = script === undefined ? null : findBytes(`${script}.prepared`)
  const known = script !== undefined && prepared ? readPrepared(prepared, readBytes(script)) : undefined
  if (known) return () => known
  const { rewriteModule } = await import('./rewrite.ts')
  return (text, firstSlot) => rewriteModule(text(), firstSlot)
}

/** The name of a text in errors and for its imports. */
const evaluated = '[expression]'

export function createLoader(globals: Readonly<Record<string, unknown>>, rewrite: Rewrite): Loader {
  const modules = new Map<string, Module>()
  const names = Object.keys(globals)
  const hidden = hiddenNames(globals)
  let base = '.'
  const load = (path: string): Module => modules.get(path) ?? runModule(path, () => readBytes(path).toString('utf8'))
  const runModule = (path: string, text: () => string): Module => {
    const module: Module = { exports: {}, value: undefined }
    modules.set(path, module)
    const { code, build, variables, imports, isExpression } = rewrite(text, root.values.length)
    for (const _ of variables) root.values.push(undefined)
    const importAt = (index: number) => load(find(base, path, imports[index] ?? '')).exports
    const addExport = (name: string, get: () => unknown) =>
      Object.defineProperty(module.exports, name, { get, enumerable: true, configurable: true })
    const parameters = ['$$scope', '$$import', '$$export', ...names, ...hidden]
    const run: Compiled =
      build === undefined
        ? (compileFunction(code, parameters, { filename: path }) as Compiled)
        : compileCached(code, parameters, path, build)
    // What is imported runs first, even if nothing of it is used before.
    imports.forEach((_, index) => importAt(index))
    const value: unknown = run(scope, importAt, addExport, ...Object.values(globals))
    if (isExpression) module.value = { of: value }
    return module
  }
  return {
    run: script => {
      const path = resolve(script)
      base = dirname(path)
      return load(path)
    },
    evaluate: text => {
      base = resolve('.')
      return runModule(join(base, evaluated), () => text)
    },
  }
}

function find(base: string, from: string, source: string): string {
  const wanted = source.startsWith('/') ? join(base, source) : join(dirname(from), source)
  const inside = relative(base, wanted)
  // '..' stops at the code base.
  const path = inside.startsWith('..') ? join(base, ...inside.split(sep).filter(part => part !== '..')) : wanted
  if (!isThere(path)) throw new MissingModule(`cannot find the module ${source} imported by ${from}`)
  return path
}
