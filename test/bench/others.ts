/**
 * Other systems that carry a TCP port encrypted to another place, set up as their manuals say, for the table beside ours.
 *
 * Owns their processes and files for the life of a scope. `haproxy` ends TLS at the hub and begins it anew, as the yardstick
 * does; `stunnel` cannot, so it is one hop; `ssh -J` is encrypted from end to end through a second sshd, as a mesh is.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, haproxy, openssh, pathOf, stunnel } from '../harness/clients.ts'
import { freePort } from '../harness/ports.ts'
import { type Child, launch } from '../harness/process.ts'
import type { Scope } from '../harness/scope.ts'
import { startSshd } from '../harness/servers.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor } from '../harness/wait.ts'
import type { Place, Subject, Targets } from './subjects.ts'
import { writeCertificates } from './yardstick/certificates.ts'

export interface Other {
  readonly name: string
  readonly needs: Client
  start(scope: Scope, targets: Targets, limit: number): Promise<Pick<Subject, 'ports' | 'groups'>>
}

export const others: readonly Other[] = [
  {
    name: 'ssh -L',
    needs: openssh,
    start: (scope, targets, limit) => startSsh(scope, { targets, limit, jump: false }),
  },
  { name: 'ssh -J', needs: openssh, start: (scope, targets, limit) => startSsh(scope, { targets, limit, jump: true }) },
  {
    name: 'stunnel',
    needs: stunnel,
    start: (scope, targets, limit) => startHops(scope, stunnelHop, { targets, limit }),
  },
  {
    name: 'haproxy',
    needs: haproxy,
    start: (scope, targets, limit) => startHops(scope, haproxyHop, { targets, limit }),
  },
]

interface SshOptions {
  targets: Targets
  limit: number
  /** Through a second sshd. */
  jump: boolean
}

/** Sessions of sshd leave its process group, so what they use is not counted. */
async function startSsh(scope: Scope, { targets, limit, jump }: SshOptions): ReturnType<Other['start']> {
  const { port, user, options } = await startSshd(scope, limit)
  const ports: Record<string, number> = {}
  for (const target of Object.keys(targets)) ports[target] = await freePort()
  const forwards = Object.entries(targets).flatMap(([name, at]) => ['-L', `127.0.0.1:${ports[name]}:127.0.0.1:${at}`])
  const ssh = [pathOf(openssh, 'ssh'), ...options, '-p', String(port)]
  // Not -J: that would not take our options to the first of the two.
  const through = jump ? ['-o', `ProxyCommand=${ssh.join(' ')} -W %h:%p ${user}@127.0.0.1`] : []
  const argv = [...ssh, ...through, '-N', '-o', 'ExitOnForwardFailure=yes', '-v', ...forwards, `${user}@127.0.0.1`]
  await ready(launch(scope, { name: 'ssh', argv, limit }), 'Entering interactive session')
  return { ports, groups: null }
}

/** The ports of one hop by the names of targets: where it listens, and where that leads. */
type Lines = readonly { name: string; from: number; to: number }[]

interface Hop {
  place: Place
  dir: string
  lines: Lines
}

interface Program {
  /** Its processes, the entry first. */
  places: readonly Place[]
  argv(hop: Hop): string[]
  /** What it says when it listens. */
  ready: string
}

const stunnelHop: Program = {
  places: ['A', 'B'],
  argv: ({ place, dir, lines }) => {
    const certificate = [`cert = ${dir}/${place}.pem`, `key = ${dir}/${place}.key`]
    const tls = [...certificate, `CAfile = ${dir}/root.pem`, 'verifyChain = yes', 'sslVersion = TLSv1.3']
    const service = (name: string, isClient: boolean, from: number, to: number) => [
      `[${name}]`,
      `client = ${isClient ? 'yes' : 'no'}`,
      `accept = 127.0.0.1:${from}`,
      `connect = 127.0.0.1:${to}`,
      ...tls,
    ]
    const services = lines.flatMap(({ name, from, to }) => service(name, place === 'A', from, to))
    const text = ['foreground = yes', 'pid =', 'socket = l:TCP_NODELAY=1', 'socket = r:TCP_NODELAY=1', ...services]
    return [pathOf(stunnel, 'stunnel'), write(join(dir, `${place}.stunnel`), text)]
  },
  ready: 'Configuration successful',
}

const haproxyHop: Program = {
  places: ['A', 'hub', 'B'],
  argv: ({ place, dir, lines }) => {
    const both = write(join(dir, `${place}.both`), [read(`${dir}/${place}.pem`), read(`${dir}/${place}.key`)])
    const tls = `crt ${both} ca-file ${dir}/root.pem verify required`
    const accept = place === 'A' ? '' : ` ssl ${tls}`
    const dial = place === 'B' ? '' : ` ssl ${tls}`
    const services = lines.flatMap(({ name, from, to }) => [
      `listen ${name}`,
      `  bind 127.0.0.1:${from}${accept}`,
      `  server ${name} 127.0.0.1:${to}${dial}`,
    ])
    const defaults = ['defaults', '  mode tcp', '  timeout connect 10s', '  timeout client 1h', '  timeout server 1h']
    const text = ['global', '  maxconn 4000', ...defaults, ...services]
    return [pathOf(haproxy, 'haproxy'), '-V', '-db', '-f', write(join(dir, `${place}.haproxy`), text)]
  },
  ready: 'Available polling systems',
}

/** From the last to the first, each with a listener a target that leads to the one behind it. */
async function startHops(
  scope: Scope,
  program: Program,
  { targets, limit }: { targets: Targets; limit: number },
): ReturnType<Other['start']> {
  const dir = makeTemp(scope, 'hops')
  writeCertificates(dir, program.places)
  const groups: Partial<Record<Place, number>> = {}
  let ports: Record<string, number> = targets
  for (const place of program.places.toReversed()) {
    const lines = await Promise.all(
      Object.entries(ports).map(async ([name, to]) => ({ name, from: await freePort(), to })),
    )
    const child = launch(scope, { name: `${place} of it`, argv: program.argv({ place, dir, lines }), limit })
    await ready(child, program.ready)
    groups[place] = child.pid
    ports = Object.fromEntries(lines.map(({ name, from }) => [name, from]))
  }
  return { ports, groups }
}

const ready = (child: Child, text: string): Promise<true> =>
  waitFor(() => (child.stdout() + child.stderr()).includes(text), {
    what: `${child.name} to be ready`,
    detail: child.tail,
  })

const read = (path: string): string => readFileSync(path, 'utf8')

/** Gives the path. */
function write(path: string, lines: readonly string[]): string {
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 })
  return path
}
