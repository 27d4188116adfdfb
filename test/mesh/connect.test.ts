/**
 * `ztm connect`: stdin and stdout as a stream to a service, as the ProxyCommand of a real OpenSSH and in pipes.
 */
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openssh, pathOf } from '../harness/clients.ts'
import { dist, NODE } from '../harness/engines.ts'
import { groupMemory, settled, watchPeak } from '../harness/memory.ts'
import { type Child, launch, run, runOk } from '../harness/process.ts'
import type { Scope } from '../harness/scope.ts'
import { startSshd } from '../harness/servers.ts'
import { startServer, startSource } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor } from '../harness/wait.ts'
import { launcherEnv } from '../harness/ztm.ts'
import { testScope, useMesh } from './fixture.ts'

const MEGABYTE = 2 ** 20

/** What a process may hold more than when nothing is on its way. */
const GROWTH_BYTES = 32 * MEGABYTE

const mesh = useMesh({ agents: ['a', 'b'] })

/** What a shell on a's computer has in its environment. */
function environment() {
  const agent = mesh().agent('a')
  return { ...launcherEnv(agent.engine), ZTM_DATA: agent.dir, ZTM_AGENT: agent.address() }
}

test('OpenSSH takes it as its ProxyCommand: a command with input, output and status; 20 MB by scp', async context => {
  context.skip(!openssh.available, openssh.enabledBy)
  const scope = testScope()
  const sshd = await startSshd(scope)
  await mesh().agent('b').ok('publish', 'tcp/ssh', `127.0.0.1:${sshd.port}`)
  const proxy = ['-o', `ProxyCommand=${dist('ztm')} connect tcp/ssh@b`]
  const ssh = [pathOf(openssh, 'ssh'), ...sshd.options, ...proxy, `${sshd.user}@b`]
  const outcome = await run({ argv: [...ssh, 'tr a-z A-Z; exit 7'], input: 'through the mesh\n', env: environment() })
  expect(outcome).toMatchObject({ code: 7, stdout: 'THROUGH THE MESH\n' })

  const dir = makeTemp(scope, 'scp')
  const [from, to] = [join(dir, 'from'), join(dir, 'to')]
  const script = `head -c 20000000 /dev/urandom >${from} && "$@" ${from} ${sshd.user}@b:${to} && cmp ${from} ${to}`
  const scp = [pathOf(openssh, 'scp'), '-q', ...sshd.options, ...proxy]
  await runOk({ argv: ['/bin/sh', '-c', script, 'sh', ...scp], env: environment() })
})

/** Runs a shell command with `ztm` in it; `fifo` is a pipe that nothing is written to and that does not end. */
function launchShell(scope: Scope, command: string): Child {
  const dir = makeTemp(scope, 'connect')
  const script = `cd ${dir} && mkfifo fifo && exec 9<>fifo && { ${command.replaceAll(/\bztm /g, `${dist('ztm')} `)}; } 9>&-`
  return launch(scope, { name: command, argv: ['/bin/sh', '-c', script], env: environment() })
}

async function outputOf(scope: Scope, command: string): Promise<string> {
  const child = launchShell(scope, command)
  await waitFor(() => child.exit, { what: 'its end', detail: child.tail, deadline: 60_000 })
  return child.stdout()
}

test('the end of stdin reaches the service, which may still answer', async () => {
  const scope = testScope()
  const server = await startServer(scope, socket => {
    const hash = createHash('sha256')
    socket.on('data', data => hash.update(data))
    socket.on('end', () => socket.end(`${hash.digest('hex')}  -\n`))
  })
  await mesh().agent('b').ok('publish', 'tcp/hash', server.address)
  const command = 'head -c 3000000 /dev/urandom >file; sha256sum <file; ztm connect tcp/hash <file; echo $?'
  const [here, there, status] = (await outputOf(scope, command)).split('\n')
  expect(there).toBe(here)
  expect(status).toBe('0')
})

test('a service that speaks first and ends is heard to its end, by a pipe and by a file', async () => {
  const scope = testScope()
  const said = randomBytes(5 * MEGABYTE)
  const server = await startServer(scope, socket => socket.end(said))
  await mesh().agent('b').ok('publish', 'tcp/speech', server.address)
  const command =
    'ztm connect tcp/speech <fifo >file; echo $?; sha256sum <file; ztm connect tcp/speech <fifo | sha256sum'
  const hash = createHash('sha256').update(said).digest('hex')
  expect(await outputOf(scope, command)).toBe(`0\n${hash}  -\n${hash}  -\n`)
})

test('the launcher for systems without a shell does the same', async () => {
  const scope = testScope()
  const source = await startSource(scope, 20 * MEGABYTE)
  await mesh().agent('b').ok('publish', 'tcp/twenty', source.address)
  const launcher = `${NODE} ${dist('ztm.mjs')}`
  expect(
    await outputOf(scope, `${launcher} connect tcp/twenty <fifo | wc -c; ${launcher} connect tcp/none; echo $?`),
  ).toBe(`${20 * MEGABYTE}\n4\n`)
})

test('why there is no stream is told, with the exit status of the error', async () => {
  const { agent } = mesh()
  await agent('b').ok('publish', 'tcp/dead', '127.0.0.1:1')
  const refused = async (...words: string[]) => {
    const { code, stdout, stderr } = await agent('a').ztm(['connect', ...words])
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^error: .+ \([a-z-]+\)\nhint: .+\n$/)
    return [code, /\(([a-z-]+)\)\n/.exec(stderr)?.[1]]
  }
  expect(await refused('tcp/dead')).toEqual([1, 'target-unreachable'])
  expect(await refused('tcp/nothing')).toEqual([4, 'no-such-service'])
  expect(await refused('tcp/dead@nobody')).toEqual([4, 'no-such-service'])
  expect(await refused('tcp/dead', '--mesh', 'elsewhere')).toEqual([4, 'mesh-not-found'])
  expect(await refused('udp/dns')).toEqual([2, 'bad-request'])
})

test('a reader that has gone ends it without a word', async () => {
  const scope = testScope()
  const source = await startSource(scope, 64 * MEGABYTE)
  await mesh().agent('b').ok('publish', 'tcp/endless', source.address)
  const child = launchShell(
    scope,
    '{ ztm connect tcp/endless <fifo; echo $? >status; } | head -c 5 >/dev/null; cat status',
  )
  await waitFor(() => child.exit, { what: 'its end', detail: child.tail })
  expect(child.stdout()).toBe('141\n')
  expect(child.stderr()).toBe('')
  await waitFor(() => source.connections() === 0, { what: 'the service to see the end' })
})

test('a reader that stops stops the service, and no process keeps what it does not take', async () => {
  const scope = testScope()
  const offered = 256 * MEGABYTE
  const source = await startSource(scope, offered)
  const quiet = await startServer(scope, () => undefined)
  await mesh().agent('b').ok('publish', 'tcp/source', source.address)
  await mesh().agent('b').ok('publish', 'tcp/quiet', quiet.address)
  const waiting = launchShell(scope, 'ztm connect tcp/quiet <fifo')
  await waitFor(() => quiet.connections() === 1, { what: 'a connection to nothing', detail: waiting.tail })
  const idleOfCommand = groupMemory(waiting.pid)
  await waiting.kill()

  const roles = [mesh().agent('a'), mesh().agent('b'), mesh().hub]
  const idle = roles.map(role => role.memory())
  const peaks = roles.map(role => watchPeak(role.memory))
  const reader = launchShell(scope, 'ztm connect tcp/source <fifo | { head -c 1000 >/dev/null; read -r line <fifo; }')
  const stalled = await settled(() => source.written(), { step: 0, during: 1500, deadline: 60_000 })
  expect(stalled, 'the service was slowed down').toBeLessThan(offered)
  expect(stalled, 'the stream was there').toBeGreaterThan(0)
  roles.forEach((role, index) => {
    expect((peaks[index]?.stop() ?? 0) - (idle[index] ?? 0), `growth of ${role.name}`).toBeLessThan(GROWTH_BYTES)
  })
  expect(groupMemory(reader.pid) - idleOfCommand, 'growth of the command').toBeLessThan(GROWTH_BYTES)
  await reader.kill()
})
