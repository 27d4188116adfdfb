/**
 * What the launcher knows of the terminal: the engine cannot ask.
 *
 * Owns nothing. ZTM_COLUMNS is there when stdout is a terminal, ZTM_PROGRESS when stderr is one.
 */

/** Narrower than this nothing can be laid out; the terminal wraps then. */
const leastColumns = 40

/** Columns of the terminal that stdout is; undefined when it is none. */
export function columnsOfTerminal(): number | undefined {
  const columns = Number(os.env.ZTM_COLUMNS || 0)
  return Number.isInteger(columns) && columns >= leastColumns ? columns : undefined
}

/** True when somebody looks at stderr. */
export function isWatched(): boolean {
  return Boolean(os.env.ZTM_PROGRESS)
}

/** Lines of `text` that are no longer than `width`, cut at blanks where there are some. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  lines.push(line)
  return lines
}
