/**
 * Plugins of esbuild: what is loaded when something of it is used, not when the program starts. That are built-in
 * modules, and the parser, which scripts need that the build has not prepared.
 *
 * Owns the list, and the name of the parser's file. Reading node:http, node:dns and the like takes a fifth of the time in which a command starts, and most
 * commands use none of them. For CommonJS output only: there an import is a property of the module at each use.
 */
import { createRequire } from 'node:module'
import type { Plugin } from 'esbuild'

const modules = ['child_process', 'crypto', 'dgram', 'dns', 'http', 'net', 'os', 'sqlite', 'tls', 'zlib']

const namespace = 'lazy'
const require = createRequire(import.meta.url)

/** A module whose properties are those of the built-in one, read at each use. */
function standIn(name: string): string {
  const properties = Object.keys(require(name) as object).map(key => `get ${key}() { return load().${key} }`)
  return `let loaded\nconst load = () => (loaded ??= process.getBuiltinModule('${name}'))\nmodule.exports = {\n${properties.join(',\n')}\n}\n`
}

export const lazyBuiltIns: Plugin = {
  name: namespace,
  setup(build) {
    const filter = new RegExp(`^node:(${modules.join('|')})$`)
    build.onResolve({ filter }, ({ path }) => ({ path, namespace }))
    build.onLoad({ filter, namespace }, ({ path }) => ({ contents: standIn(path), loader: 'js' }))
  },
}

/** Where the parser is. In the one file with all else, its text alone would be a third of the engine's. */
export const parserFile = 'pipy-node-parser.cjs'

export const lazyParser: Plugin = {
  name: 'parser',
  setup(build) {
    build.onResolve({ filter: /\/rewrite\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${parserFile}`, external: true } : undefined,
    )
  },
}
