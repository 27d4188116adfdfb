/**
 * What is measured: ways from a port here to a target behind it. Plain loopback, the yardstick, and each path of a mesh on each
 * engine. Other systems are in others.ts.
 *
 * Owns nothing; each subject's processes live as long as its scope. All of them are alive at the same time, and idle
 * while another one is measured.
 */
import type { Layout } from '../harness/engines.ts'
import { startMesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import type { Scope } from '../harness/scope.ts'
import { echoes } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import type { RoleProcess } from '../harness/ztm.ts'
import { startYardstick } from './yardstick/start.ts'

/** Ports of servers on this computer, by what they do. */
export type Targets = Readonly<Record<string, number>>

export const PLACES = ['hub', 'A', 'B'] as const

export type Place = (typeof PLACES)[number]

export interface Subject {
  readonly name: string
  /** Ports that lead to the targets. */
  readonly ports: Targets
  /** The process group at each place, where it is known; null if nothing stands between. */
  readonly groups: Readonly<Partial<Record<Place, number>>> | null
  /** Roles that may be killed and started again; absent where that is not measured. */
  readonly roles?: Readonly<Record<'hub' | 'serving' | 'entry', RoleProcess>>
}

interface Options {
  targets: Targets
  /** Milliseconds that its processes may live. */
  limit?: number
}

/** What everything else is held against: no mesh at all. */
export const plainLoopback = (targets: Targets): Subject => ({ name: 'loopback', ports: targets, groups: null })

export async function yardstick(scope: Scope, { targets, limit }: Options): Promise<Subject> {
  const { hub, a, b, ports } = await startYardstick(scope, Object.values(targets), limit)
  const named = Object.keys(targets).map((name, index) => [name, ports[index] ?? 0])
  return { name: 'yardstick', ports: Object.fromEntries(named), groups: { hub: hub.pid, A: a.pid, B: b.pid } }
}

/** A hub with its CA, and agents: each target is published at B, and opened at an A for each path. */
export async function meshes(scope: Scope, name: string, { targets, layout, limit }: MeshOptions): Promise<Subject[]> {
  const { hub, addAgent } = await startMesh(scope, { layout, limit })
  const b = await addAgent('b', { args: ['--direct', '127.0.0.1:0'] })
  for (const [target, at] of Object.entries(targets)) await b.ok('publish', `tcp/${target}`, `127.0.0.1:${at}`)
  const subjects: Subject[] = []
  for (const path of PATHS) {
    const a = await addAgent(path, { args: ['--path', path] })
    const ports: Record<string, number> = {}
    for (const target of Object.keys(targets)) {
      const port = await freePort()
      await a.ok('open', String(port), `tcp/${target}@b`)
      ports[target] = port
    }
    await waitFor(() => echoes(scope, ports.echo ?? 0), { what: `the path ${path}` })
    const groups = { A: a.child().pid, B: b.child().pid, ...(path === 'direct' ? {} : { hub: hub.child().pid }) }
    // Once a mesh is enough: what takes time is the way back to the hub.
    const roles = path === 'splice' ? { roles: { hub, serving: b, entry: a } } : {}
    subjects.push({ name: `${name} ${path}`, ports, groups, ...roles })
  }
  return subjects
}

const PATHS = ['splice', 'tunnel', 'direct']

interface MeshOptions extends Options {
  layout: Layout
}

/** The port that leads to a target. Throws if the subject has none. */
export function portTo({ name, ports }: Subject, target: string): number {
  const port = ports[target]
  if (!port) throw new Error(`${name} has no port to ${target}`)
  return port
}
