// A CA in this process, with a clock that is set, and endpoints that ask it; hubs are played by the case.
import type { AdminRequest, EnrolRequest, SignedRequest } from '../../../../src/api/ca.ts'
import type { Permit } from '../../../../src/api/permit.ts'
import { createCA } from '../../../../src/ca/ca.ts'
import { openRecords } from '../../../../src/ca/records.ts'
import { signRequest } from '../../../../src/common/admin.ts'
import { toFault } from '../../../../src/common/errors.ts'
import type { Log } from '../../../../src/common/log.ts'
import { createEnrolRequest, openGrant } from '../../../../src/common/permit.ts'
import { createVault } from '../../../../src/common/vault.ts'

export const second = 1000
export const day = 24 * 3600 * second

/** Set by the case; certificates are good by the real one. */
export const clock = { now: Date.now() }

const silence = () => undefined
const log: Log = { debug: silence, info: silence, warn: silence, error: silence, topic: () => log }

export const records = openRecords(os.env.ZTM_TEST_DIR ?? '.', createVault({}))
export const ca = createCA({ records, log, now: () => clock.now }, 'case')

/** What a role would have of its own. */
export interface Device {
  key: PrivateKey
  publicKey: PublicKey
}

export function createDevice(): Device {
  const key = new crypto.PrivateKey({ type: 'ed25519' })
  return { key, publicKey: new crypto.PublicKey(key) }
}

export interface Member extends Device {
  id: string
  user: string
  roots: string[]
}

export const pemOf = (thing: { toPEM: () => Data }) => thing.toPEM().toString() ?? ''

export const request = (permit: Permit, device: Device, name = 'desk'): EnrolRequest =>
  createEnrolRequest(permit, name, device.publicKey)

/** Joins as an agent does, by a hub that changes nothing. */
export async function join(permit: Permit, name = 'desk'): Promise<Member> {
  const device = createDevice()
  const reply = await ca.enrol(request(permit, device, name), '192.0.2.1')
  const own = { publicKey: pemOf(device.publicKey), user: permit.user, now: Date.now() }
  const { grant } = openGrant(reply, permit.roots, own)
  return { ...device, id: grant.id, user: permit.user, roots: permit.roots }
}

export function signed(member: Member, act: AdminRequest): SignedRequest {
  return signRequest(act, { endpoint: member.id, key: pemOf(member.key), now: clock.now })
}

export const administer = (member: Member, act: AdminRequest) => send(member, signed(member, act))

export const send = (member: Member, value: unknown) => ca.administer(value, { peer: member.id, from: '192.0.2.1' })

/** Times and ids are others in each run. */
function masked(word: string): string {
  const isTime = word.includes('T') && word.includes(':')
  return isTime || word.length === 16 ? '...' : word
}

/** Tells what became of an attempt. */
export async function attempt(what: string, work: () => unknown): Promise<void> {
  try {
    await work()
    println(`${what}: done`)
  } catch (caught) {
    const { code, message } = toFault(caught)
    println(`${what}: ${code}: ${message.split(' ').map(masked).join(' ')}`)
  }
}

/** The first endpoint, of root, and a permit for alice that it made. */
export async function found(): Promise<{ root: Member; permit: Permit }> {
  const first = ca.createRootPermit()
  if (!first) throw toFault('a new mesh has no first permit')
  const root = await join(first)
  return { root, permit: await invite(root, 'alice') }
}

export async function invite(by: Member, user: string, uses = 1): Promise<Permit> {
  const act = { action: 'invite' as const, user, expires: 3600, uses, labels: { env: 'dev' } }
  return (await administer(by, act)) as Permit
}
