/**
 * `npm run -s compile -- file.ts [-o out.js]`: compiles one portable file by itself; the map goes beside the output.
 *
 * Owns the exit status: 1 for problems in the source, printed as file:line:column, 2 for wrong usage.
 */
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { CompileError, compile } from './compiler.ts'

const usage = 'usage: npm run -s compile -- file.ts [-o out.js]'

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { output: { type: 'string', short: 'o' } },
  })
  const [entry, more] = positionals
  if (!entry || more) {
    console.error(usage)
    return 2
  }
  try {
    const { code, map } = await compile(entry, basename(values.output ?? 'out.js'))
    if (!values.output) {
      process.stdout.write(code)
      return 0
    }
    writeFileSync(values.output, code)
    writeFileSync(`${values.output}.map`, map)
    return 0
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    console.error(error.message)
    return 1
  }
}

process.exitCode = await main()
