/** Each package is what it says, can be installed in a clean place, and what is in it runs there. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { cpuOf } from '../../build/package/contents.ts'
import { cleanRoots, createCleanRoot } from '../harness/clean-root.ts'
import { engines, findProgram, NODE } from '../harness/engines.ts'
import { freePort } from '../harness/ports.ts'
import { launch, run, runOk } from '../harness/process.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor } from '../harness/wait.ts'
import { makePackages, type Packages } from './packages.ts'

const scope = createScope()
let packages: Packages
beforeAll(async () => {
  packages = await makePackages(scope, ['deb', 'ipk', 'tar', 'exe'])
})
afterAll(() => scope.close())

function testScope(): Scope {
  const own = createScope()
  onTestFinished(() => own.close())
  return own
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

/** Nothing of this project or of the user who runs the tests. */
const bare = (home: string) => ({
  PATH: '/usr/bin:/bin',
  HOME: home,
  TMPDIR: home,
  NODE_OPTIONS: undefined,
  PIPY: undefined,
  ZTM_ENGINE: undefined,
  ZTM_NODE: undefined,
  ZTM_PIPY: undefined,
})

/** A hub of this program becomes ready and healthy. */
async function expectHub(own: Scope, argv: readonly string[], env: Record<string, string | undefined>): Promise<void> {
  const [port, metrics] = [await freePort(), await freePort()]
  const options = ['run', 'hub', '--listen', `127.0.0.1:${port}`, '--metrics', `127.0.0.1:${metrics}`]
  const hub = launch(own, { name: 'hub', argv: [...argv, ...options], env })
  await hub.waitForOutput(`ready hub 127.0.0.1:${port}`)
  const ready = async () => (await fetch(`http://127.0.0.1:${metrics}/readyz`)).status === 200
  await waitFor(ready, { what: 'the hub to be ready', detail: hub.tail })
}

describe('the tar', () => {
  test('is unpacked anywhere, and runs on the Node that there is', async () => {
    const own = testScope()
    const dir = makeTemp(own, 'tar')
    await runOk({ argv: ['tar', '-xzf', packages.find('.tar.gz'), '-C', dir] })
    const [top = ''] = readdirSync(dir)
    const env = { ...bare(dir), ZTM_NODE: NODE }
    const program = join(dir, top, 'ztm')
    expect(await runOk({ argv: [program, 'version'], env })).toMatch(/^ztm \S+ on pipy-node/)
    expect((await run({ argv: [program, 'status'], env })).code).toBe(3)
    await expectHub(own, [program], env)
  })

  test('and the ipk are the same, byte for byte, when they are made again', async () => {
    const again = await makePackages(testScope(), ['tar', 'ipk'])
    for (const end of ['.tar.gz', '.ipk']) expect(digest(again.find(end)), end).toBe(digest(packages.find(end)))
  })
})

describe('the executable', () => {
  const exe = () => packages.find(`-${process.platform}-${process.arch}`)

  test('needs nothing beside it: commands, their exit codes, a role and the console', async () => {
    const own = testScope()
    const dir = makeTemp(own, 'exe')
    const env = { ...bare(dir), PATH: '/nonexistent' }
    expect(await runOk({ argv: [exe(), 'version'], env })).toMatch(/^ztm \S+ on pipy-node/)
    const { code, stderr } = await run({ argv: [exe(), 'status'], env })
    expect([code, stderr]).toEqual([3, expect.stringContaining('(not-running)')])
    expect((await run({ argv: [exe(), 'run', 'nothing'], env })).code).toBe(2)
    const agent = launch(own, { name: 'agent', argv: [exe(), 'run', 'agent', '--listen', '127.0.0.1:0'], env })
    const [, address = ''] = /ready agent (\S+)/.exec(await agent.waitForOutput(/ready agent \S+/)) ?? []
    expect(await (await fetch(`http://${address}/`)).text()).toContain('<html')
    expect(await runOk({ argv: [exe(), 'status'], env })).toContain('in no mesh yet')
    await expectHub(own, [exe()], env)
  })

  test.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)(
    'ends by %s with status %i, and leaves nothing in the directory for temporary files',
    async (signal, code) => {
      const own = testScope()
      const dir = makeTemp(own, 'exe')
      const temporary = join(dir, 'tmp')
      mkdirSync(temporary)
      const env = { ...bare(dir), TMPDIR: temporary }
      const agent = launch(own, { name: 'agent', argv: [exe(), 'run', 'agent', '--listen', '127.0.0.1:0'], env })
      await agent.waitForOutput(/ready agent/)
      agent.signal(signal)
      expect((await agent.exited).code).toBe(code)
      expect(readdirSync(temporary)).toEqual([])
    },
  )
})

describe('the ipk', () => {
  async function unpack(own: Scope, ipk: string): Promise<{ control: string; root: string }> {
    const dir = makeTemp(own, 'ipk')
    const [outer, root] = [join(dir, 'outer'), join(dir, 'root')]
    for (const one of [outer, root]) mkdirSync(one)
    await runOk({ argv: ['tar', '-xzf', ipk, '-C', outer] })
    expect(readFileSync(join(outer, 'debian-binary'), 'utf8')).toBe('2.0\n')
    await runOk({ argv: ['tar', '-xzf', join(outer, 'control.tar.gz'), '-C', outer] })
    await runOk({ argv: ['tar', '-xzf', join(outer, 'data.tar.gz'), '-C', root] })
    for (const name of ['postinst', 'prerm']) await runOk({ argv: ['sh', '-n', join(outer, name)] })
    return { control: readFileSync(join(outer, 'control'), 'utf8'), root }
  }

  test('is for any CPU, depends on a pipy, and is small', async () => {
    const { control, root } = await unpack(testScope(), packages.find('_all.ipk'))
    expect(control).toMatch(/^Architecture: all$/m)
    expect(control).toMatch(/^Depends: pipy$/m)
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    expect(files).toEqual(
      expect.arrayContaining(['etc/init.d/ztm-hub', 'etc/ztm/agent.conf', 'usr/lib/ztm/ztm-agent.js']),
    )
    expect(files.filter(name => /\.(map|cjs|mjs|prepared)$/.test(name))).toEqual([])
    for (const role of ['ca', 'hub', 'agent']) await runOk({ argv: ['sh', '-n', join(root, `etc/init.d/ztm-${role}`)] })
    expect(readFileSync(packages.find('_all.ipk')).length).toBeLessThan(1 << 20)
  })

  test('has the pipy that it is given, of whatever CPU, under the name that it is given', async () => {
    const own = testScope()
    const elf = Buffer.alloc(64)
    // ELF, 32 bits, little-endian, EM_MIPS.
    elf.write('\x7fELF\x01\x01\x01', 0, 'latin1')
    elf.writeUInt16LE(8, 18)
    const pipy = join(makeTemp(own, 'elf'), 'pipy')
    writeFileSync(pipy, elf)
    const made = await makePackages(own, ['ipk'], { PIPY: pipy })
    const { control, root } = await unpack(own, made.find('_mipsel_24kc.ipk'))
    expect(control).not.toMatch(/^Depends/m)
    expect(readFileSync(join(root, 'usr/lib/ztm/pipy'))).toEqual(elf)
    const named = await makePackages(own, ['ipk'], { PIPY: pipy, IPK_ARCH: 'mipsel_74kc' })
    expect(named.find('_mipsel_74kc.ipk')).toContain('mipsel_74kc')
  })

  test('runs on the pipy in it, with nothing but what is in it and a shell', async context => {
    context.skip(!engines.pipy.available, engines.pipy.enabledBy)
    const own = testScope()
    const made = await makePackages(own, ['ipk'], { PIPY: engines.pipy.environment.ZTM_PIPY })
    const { root } = await unpack(own, made.find('.ipk'))
    const env = { ...bare(root), ZTM_ENGINE: 'pipy' }
    const program = join(root, 'usr/bin/ztm')
    expect(await runOk({ argv: [program, 'version'], env })).toMatch(/^ztm \S+ on pipy 2/)
    await expectHub(own, [program], env)
  })
})

test('a program that is for no CPU we know is refused', () => {
  expect(() => cpuOf('x', Buffer.from('#!/bin/sh\n'))).toThrow('x is no program for Linux')
  expect(() => cpuOf('x', Buffer.concat([Buffer.from('\x7fELF\x01\x01\x01', 'latin1'), Buffer.alloc(60)]))).toThrow(
    'a CPU without a name here',
  )
})

describe('the deb', () => {
  const deb = () => packages.find('.deb')

  test('tells what it is', async context => {
    context.skip(!findProgram('dpkg-deb'), 'a Debian system (dpkg-deb)')
    const told = await runOk({ argv: ['dpkg-deb', '--field', deb()] })
    expect(told).toMatch(/^Package: ztm$/m)
    expect(told).toMatch(/^Architecture: (amd64|arm64)$/m)
    const files = await runOk({ argv: ['dpkg-deb', '--contents', deb()] })
    expect(files).toMatch(/ \.\/usr\/bin\/ztm -> \.\.\/lib\/ztm\/ztm$/m)
    expect(files).toMatch(/^-rwxr-xr-x root\/root +\d+ .* \.\/usr\/lib\/ztm\/node$/m)
  })

  test('is installed, runs as its account, is upgraded, removed and purged', async context => {
    context.skip(!cleanRoots.available, cleanRoots.enabledBy)
    context.skip(!findProgram('dpkg'), 'a Debian system (dpkg)')
    const own = testScope()
    const root = createCleanRoot(own, { '/opt/ztm.deb': deb() })
    // No service manager runs in there.
    await root.ok('rm -r /run/systemd && dpkg --force-unsafe-io -i /opt/ztm.deb')
    expect(await root.ok('ztm version')).toMatch(/^ztm \S+ on pipy-node/)
    expect(await root.ok('dpkg --verify ztm; getent passwd ztm; dpkg -S /etc/ztm/hub.conf')).toMatch(
      /^ztm:x:\d+:\d+::\/var\/lib\/ztm:\/usr\/sbin\/nologin\nztm: \/etc\/ztm\/hub.conf\n$/,
    )
    const [port, metrics] = [await freePort(), await freePort()]
    await root.ok(`install -d -o ztm -g ztm -m 700 /var/lib/ztm/hub
      echo "listen 127.0.0.1:${port}" >>/etc/ztm/hub.conf; echo "metrics 127.0.0.1:${metrics}" >>/etc/ztm/hub.conf`)
    const command = 'ztm run hub --data /var/lib/ztm/hub --options /etc/ztm/hub.conf'
    const hub = root.launch('hub', `exec setpriv --reuid=ztm --regid=ztm --clear-groups --no-new-privs ${command}`)
    await hub.waitForOutput(`ready hub 127.0.0.1:${port}`)
    expect((await fetch(`http://127.0.0.1:${metrics}/readyz`)).status).toBe(200)
    expect(await root.ok('stat -c "%U %a" /var/lib/ztm/hub/root.permit.json')).toBe('ztm 600\n')
    await hub.kill()
    await root.ok('dpkg --force-unsafe-io -i /opt/ztm.deb')
    expect(await root.ok('grep -c ^listen /etc/ztm/hub.conf')).toBe('1\n')
    await root.ok('dpkg --remove ztm')
    expect((await root.sh('ls /usr/bin/ztm')).code).not.toBe(0)
    expect(await root.ok('ls /etc/ztm /var/lib/ztm')).toContain('hub.conf')
    await root.ok('dpkg --purge ztm')
    expect((await root.sh('ls -d /etc/ztm /var/lib/ztm')).stdout).toBe('')
  })
})
