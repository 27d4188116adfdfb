/** The document of `ztm apply`: the parser and the schema for editors agree; what changes is what differs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Mesh } from '../../../src/api/types.ts'
import { findChanges } from '../../../src/cli/node-changes.ts'
import { parseNode } from '../../../src/cli/node-document.ts'

interface Schema {
  type?: string
  required?: string[]
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  items?: Schema
  pattern?: string
  minLength?: number
  minItems?: number
  maxItems?: number
}

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../src/cli/node.schema.json'), 'utf8'),
) as Schema

/** True if a value is as a schema of these few words has it. */
function fits(value: unknown, s: Schema): boolean {
  if (s.type === 'string') {
    return typeof value === 'string' && value.length >= (s.minLength ?? 0) && new RegExp(s.pattern ?? '').test(value)
  }
  if (s.type === 'array') {
    const { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = s
    return (
      Array.isArray(value) && value.length >= minItems && value.length <= maxItems && value.every(v => fits(v, items))
    )
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if (s.required?.some(name => !(name in value))) return false
  return Object.entries(value).every(([name, field]) => {
    const known = s.properties?.[name]
    if (known) return fits(field, known)
    return typeof s.additionalProperties === 'object'
      ? fits(field, s.additionalProperties)
      : s.additionalProperties !== false
  })
}

function parses(value: unknown): boolean {
  try {
    parseNode(value)
    return true
  } catch (caught) {
    expect(caught).toMatchObject({ fault: true, code: 'bad-request' })
    return false
  }
}

const whole = {
  $schema: './node.schema.json',
  mesh: 'home',
  join: { as: 'laptop', permit: 'alice.json' },
  labels: { env: 'prod' },
  services: [
    { service: 'tcp/ssh', target: '127.0.0.1:22', users: ['bob'] },
    { service: 'udp/dns', target: '[::1]:53', check: 'tcp' },
  ],
  ports: [
    { listen: '2222', service: 'tcp/ssh@server' },
    { listen: '[::1]:5353', service: 'udp/dns', sticky: 'client-ip' },
  ],
}

const good: unknown[] = [whole, { mesh: 'home' }, { mesh: 'home', services: [], ports: [], labels: {} }]

const bad: [why: string, value: unknown][] = [
  ['a list', []],
  ['nothing', null],
  ['no mesh', { ...whole, mesh: undefined }],
  ['an empty mesh', { mesh: '' }],
  ['a misspelt field', { ...whole, servces: [] }],
  ['a join without a name', { ...whole, join: { permit: 'alice.json' } }],
  ['a join with a token', { ...whole, join: { ...whole.join, token: 'x' } }],
  ['labels that are a list', { ...whole, labels: ['env=prod'] }],
  ['a label that is a number', { ...whole, labels: { env: 1 } }],
  ['services that are an object', { ...whole, services: {} }],
  ['a service without a target', { ...whole, services: [{ service: 'tcp/ssh' }] }],
  ['a service without a protocol', { ...whole, services: [{ service: 'ssh', target: '127.0.0.1:22' }] }],
  ['a service with an endpoint', { ...whole, services: [{ service: 'tcp/ssh@server', target: '127.0.0.1:22' }] }],
  ['a service for nobody', { ...whole, services: [{ service: 'tcp/ssh', target: '127.0.0.1:22', users: [] }] }],
  ['a port without a service', { ...whole, ports: [{ listen: '2222' }] }],
  ['a port of a wrong kind', { ...whole, ports: [{ listen: '2222', service: 'http/web' }] }],
  ['a port that sticks to nothing known', { ...whole, ports: [{ listen: '2222', service: 'tcp/web', sticky: 'yes' }] }],
  ['an empty check', { ...whole, services: [{ service: 'tcp/ssh', target: '127.0.0.1:22', check: '' }] }],
  ['a port with a protocol', { ...whole, ports: [{ listen: '2222', service: 'tcp/web', protocol: 'tcp' }] }],
]

describe('parser and schema', () => {
  test.each(good.map((value, index) => [index, value] as const))('take document %i', (_, value) => {
    expect(parses(value)).toBe(true)
    expect(fits(JSON.parse(JSON.stringify(value)), schema)).toBe(true)
  })

  test.each(bad)('refuse %s', (_, value) => {
    const sent: unknown = JSON.parse(JSON.stringify(value))
    expect(parses(sent)).toBe(false)
    expect(fits(sent, schema)).toBe(false)
  })

  test('the parser alone sees what is there twice, and targets that are none', () => {
    const service = { service: 'tcp/ssh', target: '127.0.0.1:22' }
    expect(parses({ mesh: 'home', services: [service, service] })).toBe(false)
    expect(parses({ mesh: 'home', services: [{ ...service, target: 'nowhere' }] })).toBe(false)
  })
})

const mesh: Mesh = {
  name: 'home',
  endpoint: { id: '1', name: 'laptop', user: 'alice' },
  state: 'connected',
  hubs: [],
  labels: { env: 'prod' },
  certificate: { notAfter: 0, subject: 'alice' },
  news: { version: 1, issued: 0, expires: 0, refusesFrom: 0, state: 'fresh' },
}

describe('changes', () => {
  const asWanted = {
    mesh,
    services: [
      { protocol: 'tcp' as const, name: 'ssh', target: '127.0.0.1:22', users: ['bob'] },
      { protocol: 'udp' as const, name: 'dns', target: '[::1]:53', check: 'tcp' },
    ],
    ports: [
      {
        protocol: 'tcp' as const,
        ip: '127.0.0.1',
        port: 2222,
        service: 'ssh',
        endpoint: 'server',
        state: 'open' as const,
      },
      {
        protocol: 'udp' as const,
        ip: '::1',
        port: 5353,
        service: 'dns',
        sticky: 'client-ip' as const,
        state: 'open' as const,
      },
    ],
  }

  test('there are none where all is as wanted', () => {
    expect(findChanges(parseNode(whole), asWanted)).toEqual([])
  })

  test('everything is new where there is no mesh', () => {
    const changes = findChanges(parseNode(whole), { services: [], ports: [] })
    expect(changes.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual([
      'add mesh home',
      'add port tcp/127.0.0.1:2222',
      'add port udp/[::1]:5353',
      'add service tcp/ssh',
      'add service udp/dns',
    ])
  })

  test('what is not listed goes, what is not mentioned stays', () => {
    const names = (value: unknown) => findChanges(parseNode(value), asWanted).map(change => change.name)
    expect(names({ mesh: 'home', services: [] })).toEqual(['tcp/ssh', 'udp/dns'])
    expect(names({ mesh: 'home', ports: [] })).toEqual(['tcp/127.0.0.1:2222', 'udp/[::1]:5353'])
    expect(names({ mesh: 'home' })).toEqual([])
  })

  test('a difference is told with both sides', () => {
    const services = [{ service: 'tcp/ssh', target: '127.0.0.1:2222' }, whole.services[1]]
    expect(findChanges(parseNode({ mesh: 'home', services }), asWanted)).toEqual([
      { action: 'change', kind: 'service', name: 'tcp/ssh', from: '127.0.0.1:22 for bob', to: '127.0.0.1:2222' },
    ])
  })

  test.each([
    ['another name', { mesh: 'home', join: { as: 'desk', permit: 'x' } }, 'already-exists'],
    ['other labels', { mesh: 'home', labels: { env: 'dev' } }, 'already-exists'],
  ])('%s cannot be had', (_, value, code) => {
    expect(() => findChanges(parseNode(value), asWanted)).toThrow(expect.objectContaining({ code }))
  })

  test('a mesh without a way to join cannot be had', () => {
    const state = { services: [], ports: [] }
    expect(() => findChanges(parseNode({ mesh: 'home' }), state)).toThrow(
      expect.objectContaining({ code: 'mesh-not-found' }),
    )
  })
})
