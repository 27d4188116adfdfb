/**
 * The layers: which folder may import which, and how long a file may be. One table with a reason per line.
 *
 * Owns the rules and the check of a tree against them; test/unit/build/layers.test.ts and build/check.ts run it. It reads
 * import statements only: what a portable file may call is for typings/ to say.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface Layer {
  /** The folder; the rule with the longest one that fits a file counts. */
  folder: string
  /** Folders or files that it may import besides itself. A trailing slash means all below. */
  may: string[]
  /** Node's modules it may import: every one, those named, or every one except those named. */
  node: 'all' | { only: string[] } | { except: string[] }
  /** Packages of npm it may import. */
  packages: string[]
  why: string
}

/** What only src/runtime/host may touch: the operating system, behind one folder that can be read as a whole. */
const system = ['net', 'tls', 'http', 'http2', 'https', 'dgram', 'fs', 'fs/promises', 'child_process']

const nothing = { only: [] }

export const layers: Layer[] = [
  {
    folder: 'src/api/',
    may: [],
    node: nothing,
    packages: [],
    why: 'the contract is a leaf: whoever reads it needs nothing else',
  },
  {
    folder: 'src/common/',
    may: ['src/api/'],
    node: nothing,
    packages: [],
    why: 'shared by all roles, so it knows none of them',
  },
  {
    folder: 'src/ca/',
    may: ['src/api/', 'src/common/'],
    node: nothing,
    packages: [],
    why: 'a role is a trust boundary',
  },
  {
    folder: 'src/hub/',
    may: ['src/api/', 'src/common/'],
    node: nothing,
    packages: [],
    why: 'a role is a trust boundary',
  },
  {
    folder: 'src/hub/main.ts',
    may: ['src/api/', 'src/common/', 'src/hub/', 'src/ca/'],
    node: nothing,
    packages: [],
    why: 'a hub without --ca runs the CA inside its own process: only the composition may know',
  },
  {
    folder: 'src/agent/',
    may: ['src/api/', 'src/common/'],
    node: nothing,
    packages: [],
    why: 'a role is a trust boundary',
  },
  {
    folder: 'src/apps/',
    may: ['src/api/', 'src/common/'],
    node: nothing,
    packages: [],
    why: 'apps use an agent as any client does',
  },
  {
    folder: 'src/cli/',
    may: ['src/api/', 'src/common/'],
    node: nothing,
    packages: [],
    why: 'a client of the REST API, never of the code behind it',
  },
  {
    folder: 'src/runtime/',
    may: [],
    node: { except: system },
    packages: ['acorn', 'magic-string', '@jridgewell/trace-mapping'],
    why: 'an engine that would be the same without ZTM; the system is reached through host/ only',
  },
  {
    folder: 'src/runtime/host/',
    may: ['src/runtime/'],
    node: 'all',
    packages: [],
    why: 'the only place that touches sockets, files and processes',
  },
  {
    folder: 'build/',
    may: [],
    node: 'all',
    packages: [
      'acorn',
      'astring',
      'esbuild',
      'magic-string',
      '@jridgewell/gen-mapping',
      '@jridgewell/trace-mapping',
      'vite',
    ],
    why: 'compiles the others without being part of them',
  },
  {
    folder: 'build/reference/',
    may: ['src/api/'],
    node: 'all',
    packages: [],
    why: 'reads what the command line says of itself, in the form of the contract',
  },
  {
    folder: 'build/main.ts',
    may: ['build/', 'src/runtime/script/'],
    node: 'all',
    packages: ['esbuild', 'vite'],
    why: 'prepares bundles as the runtime would when it loads them',
  },
  {
    folder: 'build/package/',
    may: ['build/', 'src/runtime/main.ts', 'src/runtime/host/bundled.ts'],
    node: 'all',
    packages: ['esbuild'],
    why: 'puts what was built into packages; the executable holds the runtime',
  },
  {
    folder: 'gui/',
    may: ['src/api/'],
    node: nothing,
    packages: ['*'],
    why: 'the console knows the contract and nothing behind it',
  },
  { folder: 'gui/vite.config.ts', may: [], node: 'all', packages: ['*'], why: 'runs in the build, not in the browser' },
  {
    folder: 'test/',
    may: ['src/', 'build/', 'gui/src/'],
    node: 'all',
    packages: ['*'],
    why: 'tests may look at everything',
  },
  {
    folder: 'test/engine/cases/',
    may: ['src/api/', 'src/common/'],
    node: nothing,
    packages: [],
    why: 'cases are portable scripts',
  },
  {
    folder: 'test/engine/cases/ca/',
    may: ['src/api/', 'src/common/', 'src/ca/', 'src/agent/'],
    node: nothing,
    packages: [],
    why: 'what a CA, and an agent that hears of it, say to attackers is compared on both engines, with a clock that is set',
  },
  {
    folder: 'test/modified/',
    may: ['src/api/', 'src/common/', 'src/hub/', 'src/agent/'],
    node: nothing,
    packages: [],
    why: 'portable modules that stand in for those of a role',
  },
]

/** Lines a file may have. Long files are where two things share a state that nobody sees. */
export const mostLines = 500

/** Files that may be longer, each with the reason. */
export const longFiles: Record<string, string> = {}

export interface Violation {
  file: string
  line: number
  message: string
}

/** Everything in the tree below `root` that breaks a rule. */
export function findViolations(root: string): Violation[] {
  return sourceFiles(root).flatMap(file => checkFile(root, file))
}

const skipped = new Set(['node_modules', 'dist', 'pipy', '.git'])

function sourceFiles(root: string): string[] {
  const found: string[] = []
  for (const top of ['src', 'build', 'test', 'gui', 'typings']) {
    if (!existsSync(join(root, top))) continue
    for (const entry of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })) {
      const file = join(top, entry).replaceAll('\\', '/')
      if (/\.(ts|tsx|mjs)$/.test(file) && !file.split('/').some((part, depth) => depth > 0 && skipped.has(part)))
        found.push(file)
    }
  }
  // typings/pipy is a folder of this project that is named like the submodule at the root.
  if (existsSync(join(root, 'typings/pipy'))) {
    for (const entry of readdirSync(join(root, 'typings/pipy'))) found.push(`typings/pipy/${entry}`)
  }
  return found.sort()
}

function checkFile(root: string, file: string): Violation[] {
  const text = readFileSync(join(root, file), 'utf8')
  const lines = text.split('\n')
  const count = text.endsWith('\n') ? lines.length - 1 : lines.length
  const found: Violation[] = []
  if (count > mostLines && !longFiles[file]) {
    found.push({
      file,
      line: mostLines + 1,
      message: `has ${count} lines, the limit is ${mostLines}: split it by what it owns`,
    })
  }
  const layer = layerOf(file)
  if (!layer)
    return file.startsWith('typings/')
      ? found
      : [...found, { file, line: 1, message: 'is in no layer of build/layers.ts' }]
  for (const { name, line } of importsOf(text)) {
    const message = judge(layer, file, name)
    if (message) found.push({ file, line, message })
  }
  return found
}

/** The rule for a file: the one with the longest folder that it is in. */
export function layerOf(file: string): Layer | undefined {
  let best: Layer | undefined
  for (const layer of layers) {
    if (file.startsWith(layer.folder) && layer.folder.length > (best?.folder.length ?? 0)) best = layer
  }
  return best
}

/** What a file imports, statically or by import(), with the line of each. */
export function importsOf(text: string): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = []
  const pattern =
    /(?:^|\n)[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)[ \t]*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g
  for (const match of text.matchAll(pattern)) {
    const name = match[1] ?? match[2] ?? match[3]
    if (name) found.push({ name, line: text.slice(0, match.index + match[0].length).split('\n').length })
  }
  return found
}

/** Why `file` may not import `name`, or null. */
function judge(layer: Layer, file: string, name: string): string | null {
  const reason = `(${layer.folder}: ${layer.why})`
  if (name.startsWith('node:')) {
    const module = name.slice('node:'.length)
    if (layer.node === 'all') return null
    const allowed = 'only' in layer.node ? layer.node.only.includes(module) : !layer.node.except.includes(module)
    return allowed ? null : `may not import ${name} ${reason}`
  }
  if (!name.startsWith('.')) {
    const owner = name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/')
    return layer.packages.includes('*') || layer.packages.includes(owner)
      ? null
      : `may not import the package ${owner} ${reason}`
  }
  const target = normalize(join(dirname(file), name)).replaceAll('\\', '/')
  const home = layer.folder.endsWith('/') ? layer.folder : `${dirname(layer.folder)}/`
  if (target.startsWith(home) || layer.may.some(folder => target.startsWith(folder))) return null
  return `may not import ${target} ${reason}`
}
