/**
 * Metrics of a process, and their text for Prometheus (exposition format 0.0.4).
 *
 * Owns the counters. Names say the unit and counters end in `_total`; labels have few values and never name a user, an
 * endpoint or an address of a client, because whoever reads metrics is not meant to learn who talks to whom.
 */
import { fault } from './errors.ts'

/** A value with the label values that it has, in the order of the metric's label names. */
export interface Sample {
  labels?: string[]
  value: number
}

export interface Counter {
  /** Counts one, or `by`, for these label values. */
  add: (labels?: string[], by?: number) => void
}

export interface MetricOptions {
  help: string
  /** Names of labels. @default none */
  labels?: string[]
}

export interface Metrics {
  /** A number that only rises. Without labels it is there from the start, as 0. */
  counter: (name: string, options: MetricOptions) => Counter
  /** The same, kept by somebody else and asked at every scrape. */
  counted: (name: string, options: MetricOptions, read: () => Sample[]) => void
  /** A number that rises and falls, asked at every scrape. */
  gauge: (name: string, options: MetricOptions, read: () => Sample[]) => void
  /** All of them now. */
  text: () => string
}

interface Family extends MetricOptions {
  name: string
  type: 'counter' | 'gauge'
  read: () => Sample[]
}

export function createMetrics(): Metrics {
  const families: Family[] = []
  const add = (family: Family): void => {
    if (families.some(known => known.name === family.name)) throw fault('internal', `two metrics ${family.name}`)
    if ((family.type === 'counter') !== family.name.endsWith('_total')) {
      throw fault('internal', `the name ${family.name} does not fit its type`)
    }
    families.push(family)
  }
  return {
    counter: (name, options) => {
      const samples = new Map<string, Sample>()
      if (!options.labels) samples.set('', { value: 0 })
      add({ name, ...options, type: 'counter', read: () => listOf(samples) })
      return { add: (labels = [], by = 1) => increase(samples, labels, by) }
    },
    counted: (name, options, read) => add({ name, ...options, type: 'counter', read }),
    gauge: (name, options, read) => add({ name, ...options, type: 'gauge', read }),
    text: () => families.map(textOf).join(''),
  }
}

function increase(samples: Map<string, Sample>, labels: string[], by: number): void {
  const key = labels.join('\n')
  const known = samples.get(key)
  if (known) known.value += by
  else samples.set(key, { labels, value: by })
}

function listOf(samples: Map<string, Sample>): Sample[] {
  const list: Sample[] = []
  for (const [, sample] of samples) list.push(sample)
  return list
}

function textOf({ name, type, help, labels = [], read }: Family): string {
  const lines = [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`]
  for (const sample of read()) {
    const pairs = labels.map((label, i) => `${label}="${escapeValue(sample.labels?.[i] ?? '')}"`)
    lines.push(`${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${sample.value}`)
  }
  return `${lines.join('\n')}\n`
}

const escapeHelp = (text: string): string => text.split('\\').join('\\\\').split('\n').join('\\n')
const escapeValue = (text: string): string => escapeHelp(text).split('"').join('\\"')
