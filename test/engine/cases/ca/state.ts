// The mesh state at an agent, as a hub in an attacker's hands would hand it on: older, changed, of another CA, or not at all.

import { createMeshState } from '../../../../src/agent/mesh-state.ts'
import type { Storage, StoredMesh } from '../../../../src/agent/storage.ts'
import type { MeshState, SignedState } from '../../../../src/api/state.ts'
import { canonical } from '../../../../src/common/canonical.ts'
import type { Log } from '../../../../src/common/log.ts'
import { createRoot } from '../../../../src/common/pki/issue.ts'
import { signText } from '../../../../src/common/signed-text.ts'
import { administer, attempt, ca, clock, day, found, join, type Member } from './_mesh.ts'

const silence = () => undefined
const log: Log = { debug: silence, info: silence, warn: silence, error: silence, topic: () => log }

/** What the agent keeps on its disk. */
let kept: SignedState | undefined

function createKeeper({ id, user, roots }: Member) {
  const storage = {
    findState: () => kept,
    putState: (_: string, state: SignedState) => {
      kept = state
    },
  } as Partial<Storage> as Storage
  const stored = { name: 'case', endpointId: id, user, roots: roots.join('\n') } as StoredMesh
  const onEvicted = () => println('  somebody was evicted')
  return createMeshState({ storage, stored, log, now: () => clock.now, onEvicted, onChange: silence })
}

async function main(): Promise<void> {
  const { root, permit } = await found()
  const alice = await join(permit)
  const keeper = createKeeper(root)
  const accept = (value: unknown) => println(`  in force: version ${keeper.accept(value)}`)
  await attempt('before the first a member', () => keeper.checkMember(alice.id))
  const first = await ca.watchState(0)
  await attempt('the first', () => accept(first))
  await attempt('a member', () => keeper.checkMember(alice.id))
  await administer(root, { action: 'evict', user: 'alice' })
  const second = await ca.watchState(1)
  await attempt('an eviction', () => accept(second))
  await attempt('the evicted', () => keeper.checkMember(alice.id))
  await attempt('the first again', () => accept(first))
  await attempt('the evicted then', () => keeper.checkMember(alice.id))
  const content = JSON.parse(second.text) as MeshState
  const forged = { ...content, version: 9, evicted: [] }
  await attempt('changed', () => accept({ ...second, text: canonical(forged) }))
  await attempt('signed by another CA', () => accept(signText(forged, createRoot('case').key)))
  await attempt('signed by a member', () => accept(signText(forged, root.key)))
  await attempt('with the signature of another version', () =>
    accept({ text: second.text, signature: first.signature }),
  )
  await attempt('no state at all', () => accept({ text: '{}' }))
  await attempt('not even an object', () => accept(null))
  const again = createKeeper(root)
  await attempt('the evicted after a restart', () => again.checkMember(alice.id))
  await attempt('the first after a restart', () => println(`  in force: version ${again.accept(first)}`))
  for (const days of [0.5, 1.5, 3.5, 4.5]) {
    clock.now = content.issued + days * day
    println(`without news for ${days} days: ${keeper.news().state}`)
    await attempt('  a member', () => keeper.checkMember(root.id))
  }
  pipy.exit(0)
}

main()
