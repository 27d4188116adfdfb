/**
 * Modules that stand in for others in a bundle: tests build programs that lie, from the real ones.
 *
 * Owns nothing. One that nobody imports in place of the other is an error: the bundle would be the real one.
 */
import { relative, resolve } from 'node:path'
import type { Plugin } from 'esbuild'

/** The full path of a module to that of the one that is taken instead. The one that stands in may import the real one. */
export type StandIns = ReadonlyMap<string, string>

export function standIn(standIns: StandIns): Plugin {
  return {
    name: 'stand-ins',
    setup({ onResolve, onEnd }) {
      const unused = new Set(standIns.keys())
      onResolve({ filter: /^\./ }, ({ path, resolveDir, importer }) => {
        const wanted = resolve(resolveDir, path)
        const taken = standIns.get(wanted)
        if (!taken || importer === taken) return undefined
        unused.delete(wanted)
        return { path: taken }
      })
      onEnd(() => ({ errors: [...unused].map(path => ({ text: `nothing imports ${relative('', path)}` })) }))
    },
  }
}
