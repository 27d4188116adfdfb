// A policy is read, decided by, explained and checked alike on both engines; also with many rules and unusual names.
import type { PolicyEndpoint } from '../../../../src/api/policy.ts'
import { checkPolicy } from '../../../../src/common/policy/check.ts'
import { compilePolicy } from '../../../../src/common/policy/compile.ts'
import { decide } from '../../../../src/common/policy/decide.ts'
import { explain, listCallers, listReachable } from '../../../../src/common/policy/explain.ts'
import { parsePolicy } from '../../../../src/common/policy/parse.ts'
import { runTests } from '../../../../src/common/policy/run-tests.ts'
import { parseTime } from '../../../../src/common/policy/time.ts'

const now = Date.parse('2026-11-24T12:00:00Z')
const show = (value: unknown) => JSON.stringify(value)

const text = `{
  "version": 12,
  "groups": { "admins": ["root"], "ops": ["alice", "bob"], "hasOwn": ["valueOf"], "7": ["seven"], "none": [] },
  "rules": [
    { "from": ["group:ops"], "to": ["label:env=prod"], "services": ["tcp/ssh", "tcp/pg-*"] },
    { "from": ["user:carol"], "to": ["user:alice"], "services": ["tcp/git"], "until": "2027-01-01T02:00:00.5+02:00" },
    { "from": ["*"], "to": ["endpoint:web1", "endpoint:id-db"], "services": ["tcp/w*w", "udp/*"] },
    { "from": ["group:admins"], "to": ["*"], "services": ["ztm/admin"] },
    { "from": ["group:hasOwn", "group:7"], "to": ["label:constructor=hasOwn"], "services": ["*"] },
    { "from": ["user:carol"], "to": ["label:env=prod"], "services": ["*"], "until": "2026-11-24T12:00:00Z" },
    { "from": ["user:bob"], "to": ["label:env=prod"], "services": ["tcp/pg-a*"] },
    { "from": ["group:none", "group:gone"], "to": ["*"], "services": ["*"] }
  ],
  "tests": [
    { "from": "carol", "to": "alice/laptop", "service": "tcp/ssh", "expect": "deny" },
    { "from": "bob", "to": "dora/new", "service": "tcp/pg-x", "expect": "allow", "labels": { "env": "prod" } },
    { "from": "bob", "to": "dora/web1", "service": "tcp/ssh", "expect": "allow" }
  ]
}`
const policy = parsePolicy(JSON.parse(text))
const compiled = compilePolicy(policy)

const laptop: PolicyEndpoint = { id: 'id-laptop', name: 'laptop', user: 'alice', labels: {} }
const db: PolicyEndpoint = { id: 'id-db', name: 'db', user: 'dora', labels: { env: 'prod', constructor: 'hasOwn' } }
const web: PolicyEndpoint = { id: 'id-web', name: 'web1', user: 'dora', labels: { env: 'test' } }

const services = ['tcp/ssh', 'tcp/pg-a1', 'tcp/pg', 'tcp/git', 'tcp/www', 'tcp/w', 'udp/dns', 'ztm/admin', 'tcp/é']
for (const endpoint of [laptop, db, web]) {
  for (const user of ['alice', 'bob', 'carol', 'root', 'valueOf', 'seven', 'nobody', '']) {
    for (const service of services) {
      const { allowed, why, rule } = decide(compiled, { user, endpoint, service, now })
      println(`${user} ${endpoint.name} ${service}:`, allowed ? 'yes' : 'no', rule === undefined ? '-' : rule, why)
    }
  }
}
const limited = { endpoint: db, service: 'tcp/ssh', users: ['alice'], now }
println('offered to alice', show(decide(compiled, { ...limited, user: 'bob' })))
println('who', show(listCallers(compiled, limited)), show(listCallers(compiled, { ...limited, users: undefined })))
println('everybody', show(listCallers(compiled, { endpoint: web, service: 'udp/dns', now })))
const targets = [laptop, db, web].flatMap(endpoint => services.map(service => ({ endpoint, service })))
println('what', show(listReachable(compiled, { user: 'bob', targets, now })))
println('near', show(explain(compiled, { user: 'carol', endpoint: db, service: 'tcp/ssh', now })))

const directory = { users: ['root', 'alice', 'bob', 'dora'], endpoints: [laptop, db, web] }
for (const { level, kind, place, message } of checkPolicy(policy, { directory, now })) {
  println(level, kind, place, message)
}
for (const result of runTests(policy, { directory, now })) println('test', show(result))

// Many rules: sets of many words, each of them used.
const many = {
  version: 1,
  rules: Array.from({ length: 200 }, (_, i) => ({
    from: [`user:u${i}`],
    to: [`endpoint:e${i % 70}`],
    services: i % 2 ? ['tcp/*'] : ['tcp/a'],
  })),
}
const index = compilePolicy(parsePolicy(many))
const open: number[] = []
for (let i = 0; i < 200; i++) {
  for (const service of ['tcp/a', 'tcp/b']) {
    const endpoint = { id: 'id', name: `e${i % 70}`, user: 'owner', labels: {} }
    const { rule } = decide(index, { user: `u${i}`, endpoint, service, now })
    if (rule !== undefined) open.push(rule)
  }
}
println(open.length, open.join(' '))

const refused = [
  '[]',
  '{"version":1,"rules":[{"from":["group:a"],"to":["*"],"services":["tcp/*a"]}]}',
  '{"version":1,"rules":[{"from":["a"],"to":["*"],"services":["*"]}]}',
  '{"version":1,"rules":[{"from":["*"],"to":["label:a"],"services":["*"]}]}',
  '{"version":1,"rules":[{"from":["*"],"to":["*"],"services":["*"],"deny":true}]}',
  '{"version":1,"rules":[{"from":["*"],"to":["*"],"services":["*"],"until":"2027-02-30T00:00:00Z"}]}',
  '{"version":1,"groups":{"a":["group:b"]}}',
  '{"version":1,"groups":{"__proto__":[]}}',
  '{"version":1,"groups":{"a":["ü"]}}',
  '{"version":1,"rules":[{"from":["group:toString"],"to":["*"],"services":["*"]}]}',
  '{"version":1,"rules":[{"from":["user:toString"],"to":["label:valueOf=x"],"services":["*"]}]}',
  '{"version":1.5}',
  '{"version":1,"tests":[{"from":"a","to":"b","service":"tcp/c","expect":"deny"}]}',
]
for (const one of refused) {
  try {
    println('taken', show(parsePolicy(JSON.parse(one))))
  } catch (caught) {
    println(show(caught))
  }
}
const times = ['2027-01-01T00:00:00Z', '2028-02-29t23:59:59.9999-11:30', '2027-02-29T00:00:00Z', '2027-01-01T24:00:00Z']
for (const time of [...times, '2027-01-01T00:00:00', '2027-01-01T00:00:60Z', ''])
  println(time, parseTime(time) ?? 'none')
