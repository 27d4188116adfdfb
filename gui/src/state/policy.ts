/**
 * The policy of the chosen mesh, and whether this user may change it and the mesh.
 *
 * Owns the signal. Agents are told of another policy by the version of the mesh state: with each one it is asked for again.
 */
import { computed, effect, signal, untracked } from '@preact/signals'
import type { Policy } from '../../../src/api/policy.ts'
import { mesh } from './agent.ts'
import { call, type Problem, toProblem } from './client.ts'

/** Whoever is in this group administers the mesh. */
const adminGroup = 'admins'

interface Known {
  mesh: string
  policy: Policy
}

const known = signal<Known | undefined>(undefined)

/** Why the policy is not known, or no more as it is. */
export const policyProblem = signal<Problem | undefined>(undefined)

export const policy = computed(() => (known.value?.mesh === mesh.value?.name ? known.value?.policy : undefined))

export const admins = computed(() => policy.value?.groups[adminGroup] ?? [])

export const isAdmin = computed(() => admins.value.includes(mesh.value?.endpoint.user ?? ''))

/** What the policy depends on: an effect runs again only when this text is another. */
const cause = computed(() => JSON.stringify([mesh.value?.name, mesh.value?.news.version]))

effect(() => {
  const [name] = JSON.parse(cause.value) as (string | undefined)[]
  // The question looks at the token, which is no cause to ask again.
  if (name) untracked(() => load(name))
})

async function load(name: string): Promise<void> {
  try {
    const policy = await call('GET /api/meshes/{mesh}/policy', { params: { mesh: name } })
    known.value = { mesh: name, policy }
    policyProblem.value = undefined
  } catch (caught) {
    policyProblem.value = toProblem(caught)
  }
}

/** Puts another policy in force. Rejects with a Problem. */
export async function changePolicy(wanted: Policy): Promise<void> {
  const name = mesh.value?.name ?? ''
  const reply = await call('PUT /api/meshes/{mesh}/policy', { params: { mesh: name }, body: wanted })
  known.value = { mesh: name, policy: reply.policy }
}
