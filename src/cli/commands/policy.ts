/** `ztm policy`: shows, checks, sets and explains who may reach which service. */
import type { Finding, PolicyTestResult } from '../../api/policy.ts'
import { fault } from '../../common/errors.ts'
import { type Command, done, jsonOption, meshOption, type Scene } from '../command.ts'
import { parseJsonFile, printJson } from '../output.ts'

const usage = 'get, set FILE, check FILE, or explain USER ENDPOINT SERVICE'

export const policy: Command = {
  summary: 'Shows, checks, sets or explains who may reach which service.',
  words: 'get | set FILE | check FILE | explain USER ENDPOINT SERVICE',
  count: [1, 4],
  complete: [['get', 'set', 'check', 'explain'], 'file'],
  options: { ...meshOption, ...jsonOption },
  prints: 'Policy | PolicyReply | PolicyCheck | Explanation',
  examples: ['ztm policy get >policy.json', 'ztm policy set policy.json', 'ztm policy explain alice desktop tcp/ssh'],
  run: async scene => {
    const [verb = '', ...words] = scene.given.words
    if (verb === 'get' && words.length === 0) return await show(scene)
    if (verb === 'set' && words.length === 1) return await set(scene, words[0] ?? '')
    if (verb === 'check' && words.length === 1) return await check(scene, words[0] ?? '')
    if (verb === 'explain' && words.length === 3) return await explain(scene, words)
    throw fault('bad-request', `"policy ${scene.given.words.join(' ')}" is not understood`, `Write ${usage}`)
  },
}

/** The document itself, to be edited and set again. */
async function show({ agent, mesh }: Scene) {
  printJson(await agent('GET /api/meshes/{mesh}/policy', { params: { mesh: await mesh() } }))
  return done()
}

async function set({ agent, mesh, given }: Scene, file: string) {
  const { policy, findings } = await agent('PUT /api/meshes/{mesh}/policy', {
    params: { mesh: await mesh() },
    body: parseJsonFile(file, 'ztm policy get prints the policy that is in force.'),
  })
  if (given.has('json')) printJson({ policy, findings })
  return done([...wordsOf(findings), `policy version ${policy.version} is in force`].join('\n'))
}

async function check({ agent, mesh, given }: Scene, file: string) {
  const result = await agent('POST /api/meshes/{mesh}/policy/check', {
    params: { mesh: await mesh() },
    body: parseJsonFile(file, 'ztm policy get prints the policy that is in force.'),
  })
  const failed = result.tests.filter(test => !test.passed)
  if (given.has('json')) printJson(result)
  else for (const line of [...wordsOf(result.findings), ...failed.map(wordsOfTest)]) println(line)
  const isGood = failed.length === 0 && !result.findings.some(finding => finding.level === 'error')
  const passed = `${result.tests.length - failed.length} of ${result.tests.length} tests pass`
  return isGood ? done(`the policy is good: ${passed}`) : { status: 1, words: `the policy cannot be set: ${passed}\n` }
}

async function explain({ agent, mesh, given }: Scene, [user = '', endpoint = '', service = '']: string[]) {
  const answer = await agent('GET /api/meshes/{mesh}/policy/explain', {
    params: { mesh: await mesh() },
    query: { user, endpoint, service },
  })
  if (given.has('json')) printJson(answer)
  else {
    println(`${answer.allowed ? 'yes' : 'no'}: ${answer.why}`)
    for (const near of answer.near)
      println(`  rules[${near.rule}]: ${near.missing.map(part => part.message).join('; ')}`)
  }
  return done()
}

function wordsOf(findings: Finding[]): string[] {
  return findings.map(finding => `${finding.level}: ${finding.place}: ${finding.message}`)
}

function wordsOfTest({ test, expected, got, why }: PolicyTestResult): string {
  return `error: tests[${test}]: expects ${expected}, gets ${got}: ${why}`
}
