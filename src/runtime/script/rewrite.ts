/**
 * Rewrites a PipyJS module into the body of a function: imports and exports become property accesses, context variables
 * (`var $x` at the top) become slots of the running context.
 *
 * Pure. Lines stay where they are, so that line numbers of errors hold; columns move a little.
 */
import { type Node, parse } from 'acorn'
import MagicString from 'magic-string'
import { collectReferences, type Reference } from './references.ts'

export interface RewriteResult {
  code: string
  /** Names of its context variables, in the order of their slots from `firstSlot` on. */
  variables: string[]
  /** It is one expression and nothing else; the code returns its value. */
  isExpression: boolean
  /** Hash of the script and the code, when the build prepared it: its compiled form may be kept. */
  build?: string
  /** Sources of its imports and re-exports, by number: the code calls `$$import(i)`. */
  imports: string[]
}

/** ESTree nodes are told apart by `type`; their fields are read by name. */
type Any = Omit<Node, 'loc'> & Record<string, any>

/** Rewrites `source`. Throws SyntaxError with `loc`, as acorn does. */
export function rewriteModule(source: string, firstSlot: number): RewriteResult {
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
    allowReturnOutsideFunction: false,
    locations: true,
  }) as Any
  const text = new MagicString(source)
  const imports: string[] = []
  /** What stands for a name of the module's top level. */
  const stand = new Map<string, string>()
  const exported: string[] = []
  const importOf = (from: string): string => {
    let index = imports.indexOf(from)
    if (index < 0) index = imports.push(from) - 1
    return `$$import(${index})`
  }
  const variables = contextVariables(program)
  variables.forEach((name, index) => stand.set(name, `$$scope.values[${firstSlot + index}]`))
  for (const node of program.body as Any[]) {
    if (node.type === 'ImportDeclaration') rewriteImport(node, text, { stand, importOf })
    else if (node.type.startsWith('Export')) rewriteExport(node, text, { exported, importOf })
  }
  if (source.startsWith('#!')) text.overwrite(0, source.indexOf('\n') < 0 ? source.length : source.indexOf('\n'), '')
  for (const node of program.body as Any[]) rewriteDeclaration(node, text, variables)
  for (const reference of collectReferences(program, new Set(stand.keys()))) replace(reference, text, stand)
  const getters = exported.map(pair => `$$export(${pair});`).join('')
  text.prepend(getters)
  const [first, ...others] = program.body as Any[]
  const isExpression = first?.type === 'ExpressionStatement' && others.length === 0
  if (isExpression) text.prependLeft(first.start, 'return ')
  return { code: text.toString(), variables, imports, isExpression }
}

function contextVariables(program: Any): string[] {
  const names: string[] = []
  for (const node of program.body as Any[]) {
    if (node.type !== 'VariableDeclaration') continue
    for (const { id } of node.declarations as Any[]) {
      const found: string[] = id.type === 'Identifier' ? [id.name] : []
      for (const name of found) if (/^\$./.test(name) && !names.includes(name)) names.push(name)
    }
  }
  return names
}

interface ImportTools {
  stand: Map<string, string>
  importOf: (from: string) => string
}

function rewriteImport(node: Any, text: MagicString, { stand, importOf }: ImportTools): void {
  const access = importOf(node.source.value)
  for (const specifier of node.specifiers as Any[]) {
    const { local } = specifier
    if (specifier.type === 'ImportNamespaceSpecifier') stand.set(local.name, access)
    else if (specifier.type === 'ImportDefaultSpecifier') stand.set(local.name, `${access}.default`)
    else stand.set(local.name, `${access}[${JSON.stringify(nameOf(specifier.imported))}]`)
  }
  // Keeps the line breaks, so that what follows stays on its line.
  text.overwrite(node.start, node.end, `${access};${'\n'.repeat(node.loc.end.line - node.loc.start.line)}`)
}

const nameOf = (node: Any): string => node.name ?? node.value

interface ExportTools {
  /** Arguments of `$$export` calls: name and getter. */
  exported: string[]
  importOf: (from: string) => string
}

function rewriteExport(node: Any, text: MagicString, { exported, importOf }: ExportTools): void {
  const lines = '\n'.repeat(node.loc.end.line - node.loc.start.line)
  const add = (name: string, value: string) => exported.push(`${JSON.stringify(name)}, () => ${value}`)
  if (node.type === 'ExportDefaultDeclaration') {
    const { declaration } = node
    add('default', declaration.id?.name ?? '$$default')
    if (declaration.id) text.remove(node.start, declaration.start)
    else text.overwrite(node.start, declaration.start, 'var $$default = ')
  } else if (node.type === 'ExportAllDeclaration') {
    throw new SyntaxError(`export * is not in the dialect (line ${node.loc.start.line})`)
  } else if (node.declaration) {
    const { declaration } = node
    const ids: Any[] = declaration.declarations ? declaration.declarations.map((d: Any) => d.id) : [declaration.id]
    for (const id of ids) add(id.name, id.name)
    text.remove(node.start, declaration.start)
  } else {
    for (const { local, exported: as } of node.specifiers as Any[]) {
      const name = nameOf(local)
      add(nameOf(as), node.source ? `${importOf(node.source.value)}[${JSON.stringify(name)}]` : name)
    }
    text.overwrite(node.start, node.end, `${node.source ? importOf(node.source.value) : ''};${lines}`)
  }
}

/** `var $a = 1, b, $c` at the top: the context variables among them become assignments. */
function rewriteDeclaration(node: Any, text: MagicString, variables: string[]): void {
  if (node.type !== 'VariableDeclaration') return
  const declarations = node.declarations as Any[]
  const isContext = (d: Any) => d.id.type === 'Identifier' && variables.includes(d.id.name)
  if (!declarations.some(isContext)) return
  declarations.forEach((declaration, index) => {
    const start = index === 0 ? node.start : (declarations[index - 1]?.end ?? node.start)
    const keyword = isContext(declaration) ? ';' : ';var '
    text.overwrite(start, declaration.start, keyword + '\n'.repeat(linesBetween(text, start, declaration.start)))
  })
}

const linesBetween = (text: MagicString, from: number, to: number): number =>
  text.original.slice(from, to).split('\n').length - 1

function replace({ node, kind }: Reference, text: MagicString, stand: Map<string, string>): void {
  const value = stand.get(node.name)
  if (value === undefined) return
  if (kind === 'shorthand') text.appendLeft(node.end, `: ${value}`)
  // A call of a bare imported function keeps `this` undefined.
  else if (kind === 'call') text.overwrite(node.start, node.end, `(0, ${value})`)
  else text.overwrite(node.start, node.end, value)
}
