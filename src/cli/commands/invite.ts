/** `ztm invite`: gets a permit with which a user's computers can join. */
import { parseDuration } from '../../common/duration.ts'
import { fault } from '../../common/errors.ts'
import { writeSecret } from '../../common/files.ts'
import { formatPermitLine } from '../../common/permit.ts'
import { type Command, countOf, done, jsonOption, meshOption } from '../command.ts'
import { printJson } from '../output.ts'

export const invite: Command = {
  summary: 'Invites a user: prints a permit, or writes it to a file that only you can read.',
  words: 'USER',
  count: [1, 1],
  complete: ['user'],
  options: {
    ...meshOption,
    ...jsonOption,
    expires: { value: 'TIME', help: 'how long the permit is good: 30m, 24h, 7d', default: '24h' },
    uses: { value: 'N', help: 'how many computers it may enrol', default: '1' },
    label: { value: 'KEY=VALUE', help: 'labels its computers for the policy; may be given several times', many: true },
    out: { value: 'FILE', help: 'write the permit to this file (mode 0600)', complete: 'file' },
  },
  prints: 'Permit',
  examples: ['ztm invite alice --expires 24h --out alice.json', 'ztm invite ci --uses 20 --label env=ci'],
  run: async ({ given, agent, mesh }) => {
    const user = given.words[0] ?? ''
    const body = {
      user,
      expires: parseDuration(given.text('expires'), 'expires'),
      uses: countOf(given, 'uses'),
      labels: labelsOf(given.all('label')),
    }
    const permit = await agent('POST /api/meshes/{mesh}/permits', { params: { mesh: await mesh() }, body })
    if (given.has('out')) {
      writeSecret(given.text('out'), `${JSON.stringify(permit, null, 2)}\n`)
      return done(`permit for ${user} is in ${given.text('out')}: bring it to the computer and type ztm join`)
    }
    if (given.has('json')) printJson(permit)
    else println(formatPermitLine(permit))
    return done()
  },
}

function labelsOf(texts: string[]): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const text of texts) {
    const [key = '', value, more] = text.split('=')
    if (!value || more !== undefined) {
      throw fault('bad-request', `"${text}" is not a label`, 'Write KEY=VALUE, such as env=prod')
    }
    labels[key] = value
  }
  return labels
}
