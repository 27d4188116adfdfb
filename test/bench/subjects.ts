/**
 * What is measured: ways from a port here to a target behind it. Plain loopback, the yardstick, and a mesh on each engine.
 *
 * Owns nothing; each subject's processes live as long as its scope. All of them are alive at the same time, and idle
 * while another one is measured.
 */
import type { Layout } from '../harness/engines.ts'
import { startMesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import type { Scope } from '../harness/scope.ts'
import { startYardstick } from './yardstick/start.ts'

/** Ports of servers on this computer, by what they do. */
export type Targets = Readonly<Record<string, number>>

export const PLACES = ['hub', 'A', 'B'] as const

export type Place = (typeof PLACES)[number]

export interface Subject {
  readonly name: string
  /** Ports that lead to the targets. */
  readonly ports: Targets
  /** The process group at each place; null if nothing stands between. */
  readonly groups: Readonly<Record<Place, number>> | null
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

/** A hub with its CA, and two agents; each target is published at B and opened at A. */
export async function mesh(scope: Scope, name: string, { targets, layout, limit }: MeshOptions): Promise<Subject> {
  const { hub, agent } = await startMesh(scope, { layout, agents: ['a', 'b'], limit })
  const [a, b] = [agent('a'), agent('b')]
  const ports: Record<string, number> = {}
  for (const [target, at] of Object.entries(targets)) {
    const port = await freePort()
    await b.ok('publish', `tcp/${target}`, `127.0.0.1:${at}`)
    await a.ok('open', String(port), `tcp/${target}@b`)
    ports[target] = port
  }
  return { name, ports, groups: { hub: hub.child().pid, A: a.child().pid, B: b.child().pid } }
}

interface MeshOptions extends Options {
  layout: Layout
}

/** The port that leads to a target. Throws if the subject has none. */
export function portTo({ name, ports }: Subject, target: string): number {
  const port = ports[target]
  if (!port) throw new Error(`${name} has no port to ${target}`)
  return port
}
