/**
 * Starts the yardstick's three programs, with certificates of their own.
 *
 * Owns their processes and directory for the life of a scope.
 */
import { join } from 'node:path'
import { NODE } from '../../harness/engines.ts'
import { type Child, launch } from '../../harness/process.ts'
import type { Scope } from '../../harness/scope.ts'
import { makeTemp } from '../../harness/tmp.ts'
import { writeCertificates } from './certificates.ts'
import { names } from './wire.ts'

export interface Yardstick {
  readonly hub: Child
  /** The client side. */
  readonly a: Child
  /** The serving side. */
  readonly b: Child
  /** A port for each target, in their order. */
  readonly ports: readonly number[]
}

export async function startYardstick(scope: Scope, targets: readonly number[], limit?: number): Promise<Yardstick> {
  const dir = makeTemp(scope, 'yardstick')
  writeCertificates(dir, Object.values(names))
  const start = async (program: string, ...args: unknown[]) => {
    const argv = [NODE, join(import.meta.dirname, program), dir, ...args.map(String)]
    const child = launch(scope, { name: `yardstick ${program}`, argv, limit })
    const words = (await child.waitForOutput(/^ready.*\n/m)).trim().split(' ').slice(1)
    return { child, numbers: words.map(Number) }
  }
  const hub = await start('hub.ts')
  const [hubPort] = hub.numbers
  const server = await start('server.ts', hubPort)
  const client = await start('client.ts', hubPort, ...targets)
  return { hub: hub.child, a: client.child, b: server.child, ports: client.numbers }
}
