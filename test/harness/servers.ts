/**
 * The real servers that tests publish as services: sshd, PostgreSQL and iperf3, each private to its test.
 *
 * Owns their processes, keys and data directories, all in a temporary directory of the scope. Nothing of the machine's own
 * servers or settings is used or changed.
 */
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { iperf3, microsocks, openssh, pathOf, postgres, tinyproxy } from './clients.ts'
import { freePort } from './ports.ts'
import { type Child, launch, run, runOk } from './process.ts'
import { createScope, type Scope } from './scope.ts'
import { makeTemp } from './tmp.ts'
import { waitFor } from './wait.ts'

/** initdb writes a few thousand files. */
const INITDB_LIMIT_MS = 60_000

/** The user that PostgreSQL runs as when we are root, which it refuses: Debian's `nobody`. */
const NOBODY = { uid: 65534, gid: 65534 }

export interface SshServer {
  readonly port: number
  readonly user: string
  /** Options for ssh and scp: our key, our host key and nothing of the user's own configuration. */
  readonly options: string[]
}

/** An sshd on a private port, with its own host key and one authorized key, for the user who runs the test. */
export async function startSshd(scope: Scope, limit?: number): Promise<SshServer> {
  const dir = makeTemp(scope, 'sshd')
  const port = await freePort()
  const { username, uid } = userInfo()
  // sshd of root insists on its privilege separation directory, which a boot would have made.
  if (uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const hostKey = join(dir, 'host')
  const userKey = join(dir, 'user')
  for (const file of [hostKey, userKey]) {
    await runOk({ argv: [pathOf(openssh, 'ssh-keygen'), '-q', '-t', 'ed25519', '-N', '', '-f', file] })
  }
  const authorized = join(dir, 'authorized')
  writeFileSync(authorized, readFileSync(`${userKey}.pub`), { mode: 0o600 })
  const config = join(dir, 'sshd_config')
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${authorized}`,
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'PidFile none',
    'Subsystem sftp internal-sftp',
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  const sshd = launch(scope, { name: 'sshd', argv: [pathOf(openssh, 'sshd'), '-D', '-e', '-f', config], limit })
  await waitFor(() => sshd.stderr().includes('Server listening') || failIfEnded(sshd), {
    what: 'sshd',
    detail: sshd.tail,
  })
  const known = join(dir, 'known_hosts')
  writeFileSync(known, `* ${readFileSync(`${hostKey}.pub`, 'utf8')}`)
  const options = ['-F', 'none', '-i', userKey, '-o', `UserKnownHostsFile=${known}`, '-o', 'IdentitiesOnly=yes']
  return { port, user: username, options: [...options, '-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes'] }
}

/** Whether anybody listens there. */
function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function failIfEnded(child: Child): false {
  if (child.exit) throw new Error(`${child.name} ended\n${child.tail()}`)
  return false
}

/** A way out that demands `user` and `password`; it can be stopped, and started again on its port. */
export interface ProxyServer {
  readonly port: number
  start(): Promise<void>
  stop(): Promise<void>
}

/** tinyproxy: HTTP CONNECT. */
export async function startTinyproxy(scope: Scope, user: string, password: string): Promise<ProxyServer> {
  const port = await freePort()
  const config = join(makeTemp(scope, 'tinyproxy'), 'tinyproxy.conf')
  const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 600', `BasicAuth ${user} ${password}`]
  writeFileSync(config, `${lines.join('\n')}\n`)
  return startProxyServer(scope, port, [pathOf(tinyproxy, 'tinyproxy'), '-d', '-c', config])
}

/** microsocks: SOCKS5. Without a user it takes anybody. */
export async function startMicrosocks(scope: Scope, user?: string, password = ''): Promise<ProxyServer> {
  const port = await freePort()
  const credentials = user === undefined ? [] : ['-u', user, '-P', password]
  const argv = [pathOf(microsocks, 'microsocks'), '-i', '127.0.0.1', '-p', String(port), ...credentials]
  return startProxyServer(scope, port, argv)
}

async function startProxyServer(scope: Scope, port: number, argv: string[]): Promise<ProxyServer> {
  let life = createScope()
  const start = async () => {
    life = createScope()
    const child = launch(life, { name: 'proxy', argv })
    await waitFor(() => accepts(port) || failIfEnded(child), { what: 'the proxy to listen', detail: child.tail })
  }
  const stop = () => life.close()
  scope.defer(stop)
  await start()
  return { port, start, stop }
}

export interface PostgresServer {
  readonly port: number
  readonly user: string
}

/** A PostgreSQL with an empty database `postgres`; everybody on 127.0.0.1 may connect. */
export async function startPostgres(scope: Scope): Promise<PostgresServer> {
  const dir = makeTemp(scope, 'postgres')
  const data = join(dir, 'data')
  const port = await freePort()
  const user = 'tester'
  const who = process.getuid?.() === 0 ? NOBODY : {}
  if (who === NOBODY) chownSync(dir, NOBODY.uid, NOBODY.gid)
  await runOk({
    argv: [pathOf(postgres, 'initdb'), '-D', data, '-U', user, '-A', 'trust', '-N', '-E', 'UTF8', '--no-locale'],
    cwd: dir,
    limit: INITDB_LIMIT_MS,
    ...who,
  })
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const server = launch(scope, {
    name: 'postgres',
    argv: [pathOf(postgres, 'postgres'), '-D', data, '-p', String(port), ...flags],
    cwd: dir,
    ...who,
  })
  const ready = async () => {
    failIfEnded(server)
    const { code } = await run({ argv: [pathOf(postgres, 'pg_isready'), '-q', '-h', '127.0.0.1', '-p', String(port)] })
    return code === 0
  }
  await waitFor(ready, { what: 'PostgreSQL', detail: server.tail })
  return { port, user }
}

/** An iperf3 server; gives its port. */
export async function startIperf(scope: Scope): Promise<number> {
  const port = await freePort()
  const argv = [pathOf(iperf3, 'iperf3'), '-s', '-B', '127.0.0.1', '-p', String(port), '--forceflush']
  const server = launch(scope, { name: 'iperf3', argv })
  await server.waitForOutput('Server listening')
  return port
}
