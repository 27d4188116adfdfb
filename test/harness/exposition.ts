/**
 * Reads the text of `/metrics` as Prometheus does (exposition format 0.0.4), strictly.
 *
 * Pure. Throws naming the line for anything that the format does not allow.
 */

export interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

export interface Family {
  name: string
  help: string
  type: string
  samples: Sample[]
}

const helpForm = /^# HELP ([a-zA-Z_:][\w:]*) (.*)$/s
const typeForm = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/
const sampleForm = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/s
const labelForm = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/gsy

const unescape = (text: string): string => text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))

/** The families of a text, in its order. Each has HELP, TYPE, then its samples. */
export function parseExposition(text: string): Family[] {
  if (!text.endsWith('\n')) throw new Error('the text does not end with a line break')
  const families: Family[] = []
  for (const line of text.slice(0, -1).split('\n')) {
    const [, helped, help] = helpForm.exec(line) ?? []
    const [, typed, type] = typeForm.exec(line) ?? []
    const last = families.at(-1)
    if (helped !== undefined && help !== undefined) {
      if (families.some(known => known.name === helped)) throw new Error(`a second HELP: ${line}`)
      families.push({ name: helped, help: unescape(help), type: '', samples: [] })
    } else if (type !== undefined) {
      if (!last || last.name !== typed || last.type !== '') throw new Error(`a TYPE without its HELP: ${line}`)
      last.type = type
    } else {
      last?.samples.push(parseSample(line, last))
    }
  }
  for (const { name, type } of families) if (type === '') throw new Error(`${name} has no TYPE`)
  return families
}

function parseSample(line: string, { name: family, type }: Family): Sample {
  const [, name, inner, number] = sampleForm.exec(line) ?? []
  if (name === undefined || name !== family || type === '') throw new Error(`no sample of ${family}: ${line}`)
  const value = Number(number)
  if (Number.isNaN(value)) throw new Error(`no number: ${line}`)
  return { name, labels: parseLabels(inner ?? '', line), value }
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {}
  let end = 0
  for (const match of text.matchAll(labelForm)) {
    labels[match[1] ?? ''] = unescape(match[2] ?? '')
    end = match.index + match[0].length
  }
  if (end !== text.length) throw new Error(`no labels: ${line}`)
  return labels
}
