// What a hub in the middle, a thief of a permit and a member without rights try at the CA: everything is told why it fails.
import type { AuditRecord, Grant, PermitRecord } from '../../../../src/api/ca.ts'
import type { SignedText } from '../../../../src/api/state.ts'
import { canonical } from '../../../../src/common/canonical.ts'
import { openGrant } from '../../../../src/common/permit.ts'
import { createRoot } from '../../../../src/common/pki/issue.ts'
import { signText } from '../../../../src/common/signed-text.ts'
import {
  administer,
  attempt,
  ca,
  clock,
  createDevice,
  found,
  invite,
  join,
  type Member,
  pemOf,
  records,
  request,
  second,
  send,
  signed,
} from './_mesh.ts'

const hub = '192.0.2.7'

/** A hub that carries an enrolment changes it, keeps it, sends it again. */
async function onTheWayThere(root: Member): Promise<void> {
  println('an enrolment, changed on its way')
  const permit = await invite(root, 'alice', 2)
  const honest = request(permit, createDevice())
  const own = createDevice()
  await attempt('with the key of the hub', () => ca.enrol({ ...honest, publicKey: pemOf(own.publicKey) }, hub))
  await attempt('with another name', () => ca.enrol({ ...honest, name: 'other' }, hub))
  await attempt('for another user', () => ca.enrol({ ...honest, user: 'root' }, hub))
  await attempt('with a field more', () => ca.enrol({ ...honest, labels: { env: 'prod' } }, hub))
  await attempt('with an id that it would like', () => ca.enrol({ ...honest, id: root.id }, hub))
  await attempt('without a MAC', () => ca.enrol({ ...honest, mac: '' }, hub))
  await attempt('of another mesh', () => ca.enrol({ ...honest, mesh: '00' }, hub))
  await attempt('as it was', () => ca.enrol(honest, hub))
  // The answer may have been lost: it is given again, and the permit is not used again.
  await attempt('again', () => ca.enrol(honest, hub))
  const count = records.listEndpoints().filter(one => one.publicKey === honest.publicKey).length
  println(`endpoints of that key: ${count}, left of the permit: ${records.findToken(permit.token.id)?.left}`)
  await attempt('another computer', () => ca.enrol(request(permit, own), hub))
  await attempt('and one too many', () => ca.enrol(request(permit, createDevice()), hub))
  await attempt('the first, once more', () => ca.enrol(honest, hub))
}

/** A hub changes what comes back, or answers in the CA's place. */
async function onTheWayBack(root: Member): Promise<void> {
  println('a grant, changed on its way')
  const permit = await invite(root, 'alice')
  const device = createDevice()
  const reply = await ca.enrol(request(permit, device), hub)
  const own = { publicKey: pemOf(device.publicKey), user: 'alice', now: Date.now() }
  const open = (value: SignedText) => openGrant(value, permit.roots, own)
  const grant = JSON.parse(reply.text) as Grant
  const forge = (change: Partial<Grant>): SignedText => ({ ...reply, text: canonical({ ...grant, ...change }) })
  const foreign = createRoot('case')
  await attempt('as it was', () => open(reply))
  await attempt('with other labels', () => open(forge({ labels: { env: 'prod' } })))
  await attempt('with other hubs', () => open(forge({ hubs: ['192.0.2.7:1'] })))
  await attempt('signed by another CA of the same name', () => open(signText(grant, foreign.key)))
  await attempt('of another endpoint', async () =>
    open(await ca.enrol(request(await invite(root, 'bob'), createDevice()), hub)),
  )
  await attempt('of the same user', async () =>
    open(await ca.enrol(request(await invite(root, 'alice'), createDevice()), hub)),
  )
}

async function administration(root: Member, alice: Member): Promise<void> {
  println('administration')
  const act = signed(root, { action: 'invite', user: 'bob', expires: 60, uses: 1, labels: {} })
  await attempt('once', () => send(root, act))
  await attempt('again', () => send(root, act))
  await attempt('by the connection of another', () => send(alice, signed(root, { action: 'members' })))
  await attempt('in the name of another', () =>
    send(root, { ...signed(alice, { action: 'members' }), endpoint: root.id }),
  )
  const bent = signed(root, { action: 'evict', user: 'alice' })
  await attempt('changed', () => send(root, { ...bent, request: bent.request.split('alice').join('root') }))
  const old = signed(root, { action: 'members' })
  clock.now += 301 * second
  await attempt('five minutes late', () => send(root, old))
  await attempt('as a renewal', () => ca.renew(signed(root, { action: 'members' })))
  await attempt('by no administrator', () => administer(alice, { action: 'evict', user: 'root' }))
  await attempt('of an unknown kind', () => send(root, signed(root, { action: 'toString' } as never)))
}

async function permits(root: Member): Promise<void> {
  println('permits')
  const permit = await invite(root, 'carol', 3)
  await join(permit)
  const list = async () => ((await administer(root, { action: 'permits' })) as { permits: PermitRecord[] }).permits
  const [newest] = await list()
  println(JSON.stringify({ ...newest, id: newest?.id === permit.token.id, created: 0, expires: 0 }))
  await attempt('revoke', () => administer(root, { action: 'revoke', permit: permit.token.id }))
  await attempt('revoke again', () => administer(root, { action: 'revoke', permit: permit.token.id }))
  await attempt('use what is left of it', () => join(permit))
  println(`listed: ${(await list()).some(one => one.id === permit.token.id)}`)
}

async function guessing(root: Member): Promise<void> {
  println('guessing')
  const permit = await invite(root, 'dave')
  const wrong = { ...permit, token: { ...permit.token, secret: 'guess' } }
  let tries = 0
  while (tries < 30) {
    try {
      await ca.enrol(request(wrong, createDevice()), hub)
    } catch (caught) {
      if ((caught as { code: string }).code === 'rate-limited') break
    }
    tries++
  }
  println(`has to wait after a few: ${tries > 5 && tries < 30}`)
  await attempt('also with a good one', () => ca.enrol(request(permit, createDevice()), hub))
  clock.now += 10 * second
  await attempt('and after a while not', () => ca.enrol(request(permit, createDevice()), hub))
}

async function log(root: Member): Promise<void> {
  println('the log')
  const { records } = (await administer(root, { action: 'audit', limit: 1000 })) as { records: AuditRecord[] }
  for (const { user, action, outcome, from } of records.reverse()) println(`${user} ${action} ${outcome} from ${from}`)
  println(`secrets in it: ${JSON.stringify(records).includes('secret')}`)
}

async function main(): Promise<void> {
  const { root, permit } = await found()
  const alice = await join(permit)
  await onTheWayThere(root)
  await onTheWayBack(root)
  await administration(root, alice)
  await permits(root)
  await guessing(root)
  await log(root)
  pipy.exit(0)
}

main()
