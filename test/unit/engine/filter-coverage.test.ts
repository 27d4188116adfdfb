/**
 * Every filter that typings/pipy declares has a case of each kind: its error, the end of its stream, and a reader that stops.
 * (That its use has one is for coverage.test.ts.) A case is a step of a script under test/engine/cases that has the filter's
 * name in its own, calls it, and is in the transcript recorded from Pipy. Where that is elsewhere, or not at all, a line
 * here says where, or why.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const project = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(project, path), 'utf8')

/** The scripts with a step for each filter. */
const scripts = {
  error: ['filters/every-error'],
  end: ['filters/every-end', 'filters/lost-ends'],
  pressure: [
    'filters/back-pressure',
    'filters/back-pressure-coders',
    'filters/back-pressure-each',
    'filters/back-pressure-hub',
    'filters/back-pressure-joints',
    'filters/back-pressure-proxies',
    'filters/back-pressure-tls',
    'filters/waiting',
  ],
}

type Kind = keyof typeof scripts

/** A line of another case's transcript. */
interface Elsewhere {
  in: string
  line: string
}

const thrown = (name: string): Elsewhere => ({ in: 'failures/callbacks', line: `${name} ended` })

const elsewhere: Record<Kind, Record<string, Elsewhere | string>> = {
  error: {
    pipe: thrown('pipe'),
    swap: thrown('swap'),
    wait: thrown('wait'),
    detectProtocol: thrown('detectProtocol'),
    handleTLSClientHello: thrown('handleTLSClientHello'),
    acceptSOCKS: thrown('acceptSOCKS'),
    connectSOCKS: thrown('connectSOCKS'),
    acceptProxyProtocol: thrown('acceptProxyProtocol'),
    connectProxyProtocol: thrown('connectProxyProtocol'),
    acceptHTTPTunnel: thrown('acceptHTTPTunnel'),
    connectHTTPTunnel: thrown('connectHTTPTunnel'),
    serveHTTP: { in: 'http/serve-throw', line: '/throw' },
    dummy: 'it has no callback and takes anything',
    print: 'it has no callback and takes anything',
    decompressHTTP: 'Pipy lets damaged bodies pass as if whole: recode-http.test.ts is about ours',
  },
  end: {
    acceptTLS: { in: 'filters/tls', line: 'the server ends at once: nothing' },
    connectTLS: { in: 'filters/tls', line: 'the server ends at once: nothing' },
    acceptSOCKS: { in: 'filters/socks', line: '-- an end too early' },
    connectSOCKS: { in: 'filters/socks', line: 'out stream end undefined' },
    connectProxyProtocol: { in: 'filters/proxy-protocol', line: 'out stream end undefined' },
    exec: 'Pipy misses the end of one child in ten: exec.test.ts is about ours',
    muxHTTP: { in: 'http/exchange-h2', line: '  client stream end undefined' },
    acceptHTTPTunnel: { in: 'http/tunnel', line: '  inside stream end undefined' },
    connectHTTPTunnel: { in: 'http/tunnel', line: '  client stream end undefined' },
  },
  pressure: {
    read: { in: 'filters/waiting', line: 'holds its source' },
    onEnd: 'it is called when all is over',
    dummy: 'nothing comes out of it',
    print: 'it hands on what it gets, as handle does, and would log megabytes',
    dump: 'it hands on what it gets, as handle does, and would log megabytes',
    forkJoin: 'it holds all input until its branches end, on both engines',
    muxQueue: 'it holds one whole message, on both engines',
    demuxQueue: 'it holds whole messages, on both engines',
    serveHTTP: 'it holds whole bodies, on both engines',
  },
}

function filtersOf(typings: string): string[] {
  const body = /interface PipelineBuilder \{([\s\S]*?)\n\}/.exec(typings)?.[1] ?? ''
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name as string)
}

const filters = filtersOf(read('typings/pipy/filters.d.ts'))

/** Steps of a script: each begins at a line with its name as the first text. */
function stepsOf(script: string): { name: string; text: string }[] {
  const source = read(`test/engine/cases/${script}.js`)
  return source
    .split(/\n(?= {2}(?:\[|\w+\()')/)
    .slice(1)
    .map(text => ({ name: /'(.*?)'/.exec(text)?.[1] ?? '', text }))
}

/** The filters that steps of these scripts are about, as far as their transcripts go. */
function coveredBy(list: readonly string[]): Set<string> {
  const covered = new Set<string>()
  for (const script of list) {
    const lines = new Set(read(`test/engine/cases/${script}.out`).split('\n'))
    for (const { name, text } of stepsOf(script).filter(step => lines.has(`-- ${step.name}`))) {
      for (const word of name.split(/\W+/)) if (new RegExp(`\\.${word}\\(`).test(text)) covered.add(word)
    }
  }
  return covered
}

test('filters are found', () => {
  expect(filters.length).toBeGreaterThan(50)
  expect(filters).toEqual(expect.arrayContaining(['onStart', 'pipe', 'muxHTTP', 'serveHTTP']))
})

describe.each(Object.keys(scripts) as Kind[])('%s', kind => {
  const covered = coveredBy(scripts[kind])
  const rest = elsewhere[kind]

  test('each filter has a step, or says where it is or why there is none', () => {
    expect(filters.filter(name => !covered.has(name) && !(name in rest))).toEqual([])
  })

  test('what is said of others is needed and true', () => {
    for (const [name, place] of Object.entries(rest)) {
      expect(filters).toContain(name)
      expect(covered, `${name} has a step now`).not.toContain(name)
      if (typeof place === 'string') expect(place.length).toBeGreaterThan(20)
      else expect(read(`test/engine/cases/${place.in}.out`), `${name} in ${place.in}`).toContain(place.line)
    }
  })
})
