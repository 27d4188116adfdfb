/** `ztm invite`: gets a permit with which a user's computers can join. */
import { parseDuration } from '../../common/duration.ts'
import { fault } from '../../common/errors.ts'
import { writeSecret } from '../../common/files.ts'
import { formatPermitLine } from '../../common/permit.ts'
import { type Command, countOf, done, jsonOption, meshOption } from '../command.ts'
import { printJson } from '../output.ts'

export const invite: Command = {
  summary: 'Invites a user, or another hub: prints a permit, or writes it to a file that only you can read.',
  words: 'USER|--hub',
  count: [0, 1],
  complete: ['user'],
  options: {
    ...meshOption,
    ...jsonOption,
    expires: { value: 'TIME', help: 'how long the permit is good: 30m, 24h, 7d', default: '24h' },
    hub: { help: 'the permit is for another hub of the mesh; its CA must be a process of its own' },
    uses: { value: 'N', help: 'how many computers it may enrol', default: '1' },
    label: { value: 'KEY=VALUE', help: 'labels its computers for the policy; may be given several times', many: true },
    out: { value: 'FILE', help: 'write the permit to this file (mode 0600)', complete: 'file' },
  },
  prints: 'Permit',
  examples: [
    'ztm invite alice --expires 24h --out alice.json',
    'ztm invite ci --uses 20 --label env=ci',
    'ztm invite --hub --out hub2.json',
  ],
  run: async ({ given, agent, mesh }) => {
    const isHub = given.has('hub')
    const user = given.words[0]
    if (isHub === (user !== undefined)) throw fault('bad-request', 'invite needs a user, or --hub', 'ztm invite --help')
    const body = {
      ...(isHub ? { hub: true } : { user }),
      expires: parseDuration(given.text('expires'), 'expires'),
      uses: countOf(given, 'uses'),
      labels: labelsOf(given.all('label')),
    }
    const permit = await agent('POST /api/meshes/{mesh}/permits', { params: { mesh: await mesh() }, body })
    if (given.has('out')) {
      writeSecret(given.text('out'), `${JSON.stringify(permit, null, 2)}\n`)
      const next = isHub ? 'ztm run hub --ca HOST:PORT --permit FILE' : 'ztm join'
      return done(`permit for ${user ?? 'a hub'} is in ${given.text('out')}: bring it to the computer and type ${next}`)
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
