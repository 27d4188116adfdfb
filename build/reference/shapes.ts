/**
 * The shapes of JSON, as they stand in src/api.
 *
 * Owns nothing. Takes exported interfaces and types as texts: their comments are part of the contract.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const contract = join(import.meta.dirname, '../../src/api')

/** The declarations of these types and of all that they mention, as they stand in src/api. */
export function shapes(types: string[]): string[] {
  const declared = declarations()
  const wanted = types.flatMap(namesIn)
  const found = new Map<string, string>()
  for (const name of wanted) {
    const text = declared.get(name)
    if (text === undefined || found.has(name)) continue
    found.set(name, text)
    wanted.push(...namesIn(text))
  }
  return [...found.keys()].sort().map(name => `\`\`\`ts\n${found.get(name)}\n\`\`\``)
}

const namesIn = (text: string): string[] => text.replaceAll(/\/\*\*[\s\S]*?\*\//g, '').match(/\b[A-Z]\w+/g) ?? []

/** Exported interfaces and types of src/api by name, with the comment above them. */
function declarations(): Map<string, string> {
  const found = new Map<string, string>()
  const form =
    /^((?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:interface (\w+)[^{]*\{[\s\S]*?^\}|type (\w+) =[\s\S]*?(?=\n\n|\n$)))/gm
  for (const file of readdirSync(contract)) {
    const text = readFileSync(join(contract, file), 'utf8')
    for (const [, whole = '', one, other] of text.matchAll(form)) found.set(one ?? other ?? '', whole)
  }
  return found
}
