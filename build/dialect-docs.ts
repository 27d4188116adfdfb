/**
 * Writes build/dialect.md from the table: `node build/dialect-docs.ts`. A test compares the page with the table.
 *
 * Owns the words around the table.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lowered } from './dialect.ts'
import { differences, refused } from './dialect-refused.ts'

const head = `# The dialect

Roles, apps and the command line are written in TypeScript and compiled to what Pipy parses and evaluates as JavaScript does.
Generated from \`build/dialect.ts\` and \`build/dialect-refused.ts\` by \`node build/dialect-docs.ts\`: change the table, not this page.

\`npm run -s compile -- file.ts -o out.js\` compiles one file and writes its source map beside it.
Errors are told at their line of the TypeScript: by our engine itself, for Pipy by the launcher. For a log of Pipy without it,
\`awk -f dist/where.awk dist/ztm-hub.js.lines <LOG\` does.
`

/** The text of the page. */
export function dialectPage(): string {
  const sections = [
    head,
    `## Lowered\n\nWritten as always; the case runs it in plain Node, on this project's engine and on Pipy.\n`,
    table(
      ['construct', 'why it cannot pass as it is', 'becomes', 'case'],
      lowered.map(row => [
        row.construct,
        row.why,
        row.instead,
        `[${row.test}](../test/engine/cases/language/${row.test}.ts)`,
      ]),
    ),
    `\n## Refused\n\nEnds the compilation with \`file:line:column\`, the reason and the hint.\n`,
    table(
      ['construct', 'why', 'instead', 'example'],
      Object.values(refused).map(row => [row.construct, row.why, row.instead, code(row.example)]),
    ),
    `\n## What stays different\n\nPasses the compiler, and is not quite JavaScript.\n`,
    table(
      ['construct', 'what differs', 'what to do'],
      differences.map(row => [row.construct, row.why, row.instead]),
    ),
  ]
  return `${sections.join('\n')}\n`
}

/** Markdown's code, whatever it holds. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

function table(titles: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'dialect.md'), dialectPage())
