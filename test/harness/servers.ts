/**
 * The real servers that tests publish as services: sshd, PostgreSQL and iperf3, each private to its test.
 *
 * Owns their processes, keys and data directories, all in a temporary directory of the scope. Nothing of the machine's own
 * servers or settings is used or changed.
 */
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { iperf3, openssh, pathOf, postgres } from './clients.ts'
import { freePort } from './ports.ts'
import { type Child, launch, run, runOk } from './process.ts'
import type { Scope } from './scope.ts'
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
export async function startSshd(scope: Scope): Promise<SshServer> {
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
  const sshd = launch(scope, { name: 'sshd', argv: [pathOf(openssh, 'sshd'), '-D', '-e', '-f', config] })
  await waitFor(() => sshd.stderr().includes('Server listening') || failIfEnded(sshd), {
    what: 'sshd',
    detail: sshd.tail,
  })
  const known = join(dir, 'known_hosts')
  writeFileSync(known, `* ${readFileSync(`${hostKey}.pub`, 'utf8')}`)
  const options = ['-F', 'none', '-i', userKey, '-o', `UserKnownHostsFile=${known}`, '-o', 'IdentitiesOnly=yes']
  return { port, user: username, options: [...options, '-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes'] }
}

function failIfEnded(child: Child): false {
  if (child.exit) throw new Error(`${child.name} ended\n${child.tail()}`)
  return false
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
