/**
 * Services: what `ztm install` writes is right by the judgement of systemd, and its life is managed and told as it should.
 *
 * No service manager runs in tests, so in a clean root `systemctl` and `journalctl` are scripts that note what they are called
 * with; the command line of the unit is run as its account, as systemd would.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type CleanRoot, cleanRoots, createCleanRoot } from '../harness/clean-root.ts'
import { dist, engines, findProgram, NODE } from '../harness/engines.ts'
import { run, runOk } from '../harness/process.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor } from '../harness/wait.ts'
import { ztm } from '../harness/ztm.ts'
import { makePackages } from './packages.ts'

const roles = ['ca', 'hub', 'agent']
const managers = ['systemd', 'procd', 'launchd']

/** Of 10, of which a service without any protection has 9.6: more than ours means that a protection is gone. */
const MOST_EXPOSED = '20'

function testScope(): Scope {
  const scope = createScope()
  onTestFinished(() => scope.close())
  return scope
}

const files = createScope()
/** Below it are the files of all roles for all managers. */
let written = ''

beforeAll(async () => {
  written = makeTemp(files, 'services')
  for (const manager of managers) {
    for (const role of roles) {
      const args = ['install', role, '--manager', manager, '--root', written, '--program', dist('ztm')]
      const { code, stderr } = await ztm(engines.node, args)
      expect(code, stderr).toBe(0)
    }
  }
})
afterAll(() => files.close())

describe('the units of systemd', () => {
  test('are without a fault', async context => {
    context.skip(!findProgram('systemd-analyze'), 'apt-get install systemd')
    const units = roles.map(role => join(written, `etc/systemd/system/ztm-${role}.service`))
    const { code, stderr } = await run({ argv: ['systemd-analyze', 'verify', '--man=no', ...units] })
    expect(stderr.split('\n').filter(line => line.includes('ztm-'))).toEqual([])
    expect(code).toBe(0)
  })

  test('let their roles do little', async context => {
    context.skip(!findProgram('systemd-analyze'), 'apt-get install systemd')
    const security = [
      'systemd-analyze',
      'security',
      '--offline=yes',
      `--threshold=${MOST_EXPOSED}`,
      `--root=${written}`,
    ]
    for (const role of roles) {
      const { code, stdout, stderr } = await run({ argv: [...security, `ztm-${role}.service`] })
      expect(code, stdout.split('\n').slice(-3).join('\n') + stderr).toBe(0)
    }
  })
})

describe('what is written', () => {
  test.each(managers)(
    'for %s names the role, its data and its options, and says it alike on both engines',
    async manager => {
      const scope = testScope()
      const read = async (engine: (typeof engines)['node']) => {
        const dir = makeTemp(scope, 'service')
        const args = [
          'install',
          'hub',
          '--manager',
          manager,
          '--root',
          dir,
          '--',
          '--listen',
          '0.0.0.0:1',
          '--name=a:1',
        ]
        const { code, stderr } = await ztm(engine, args)
        expect(code, stderr).toBe(0)
        const path = /wrote (\S+) and/.exec(stderr)?.[1] ?? ''
        return { service: readFileSync(path, 'utf8'), options: readFileSync(join(dir, 'etc/ztm/hub.conf'), 'utf8') }
      }
      const ours = await read(engines.node)
      expect(ours.service).toMatch(
        /run[\s\S]*hub[\s\S]*--data[\s\S]*\/ztm\/hub[\s\S]*--options[\s\S]*\/etc\/ztm\/hub\.conf/,
      )
      expect(ours.options).toMatch(/\nlisten 0\.0\.0\.0:1\nname a:1\n$/)
      if (engines.pipy.available) expect(await read(engines.pipy)).toEqual(ours)
    },
  )

  test('for procd is a script that a shell understands', async () => {
    for (const role of roles) await runOk({ argv: ['sh', '-n', join(written, `etc/init.d/ztm-${role}`)] })
  })

  test('for launchd is well-formed XML', async context => {
    const python = findProgram('python3')
    context.skip(!python, 'apt-get install python3')
    const script = 'import plistlib,sys;print(plistlib.load(open(sys.argv[1],"rb"))["ProgramArguments"][1:3])'
    const plist = join(written, 'Library/LaunchDaemons/ztm.agent.plist')
    expect(await runOk({ argv: [python ?? '', '-c', script, plist] })).toBe("['run', 'agent']\n")
  })
})

describe('options in a file', () => {
  const refused = [
    ['listen 127.0.0.1:0\nno-such-option x\n', 2, 'unknown option --no-such-option'],
    ['--listen 127.0.0.1:0\n', 2, 'options:1: "--listen 127.0.0.1:0" begins with a dash'],
  ] as const

  test.each(refused)('%j ends the role with status %i, and says why', async (text, code, message) => {
    const dir = makeTemp(testScope(), 'options')
    await runOk({ argv: ['sh', '-c', 'printf %s "$1" >"$2/options"', 'sh', text, dir] })
    const ended = await ztm(engines.node, ['run', 'agent', '--data', dir, '--options', join(dir, 'options')])
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)])
  })

  test('that is not there is told, and what is typed wins', async () => {
    const dir = makeTemp(testScope(), 'options')
    const gone = await ztm(engines.node, ['run', 'agent', '--options', join(dir, 'none')])
    expect([gone.code, gone.stderr]).toEqual([4, expect.stringContaining('there is no file')])
    await runOk({ argv: ['sh', '-c', 'printf "# a comment\\n\\nlog-level loud\\n" >"$1/options"', 'sh', dir] })
    const args = ['run', 'agent', '--data', dir, '--options', join(dir, 'options'), '--log-level', 'louder']
    expect((await ztm(engines.node, args)).stderr).toContain('--log-level louder is unknown')
  })
})

describe('a service', () => {
  const scope = createScope()
  let root: CleanRoot

  /** Notes what it is called with. `restart` fails while there is a file /run/fail. */
  const systemctl = `#!/bin/sh
echo "$*" >>/run/calls
case $1 in restart | is-active) [ ! -e /run/fail ] ;; esac`
  const journalctl = `#!/bin/sh
echo "error: cannot listen on 0.0.0.0:80 (address-in-use)"`

  beforeAll(async () => {
    if (!cleanRoots.available) return
    const packages = await makePackages(scope, ['tar'])
    root = createCleanRoot(scope, { '/opt/node': NODE, '/opt/ztm.tar.gz': packages.find('.tar.gz') })
    const script = (name: string, text: string) => `cat >/usr/local/bin/${name} <<'EOF'\n${text}\nEOF\n`
    await root.ok(`mkdir /opt/ztm && tar -xzf /opt/ztm.tar.gz -C /opt/ztm --strip-components=1
      ${script('systemctl', systemctl)}${script('journalctl', journalctl)}
      chmod 755 /usr/local/bin/systemctl /usr/local/bin/journalctl; ln -s /opt/ztm/ztm /usr/local/bin/ztm`)
  })
  afterAll(() => scope.close())

  const inRoot = (name: string, body: () => Promise<void>) =>
    test(name, async context => {
      context.skip(!cleanRoots.available, cleanRoots.enabledBy)
      await body()
    })
  const sh = (script: string) => root.sh(script, { ZTM_NODE: '/opt/node' })
  const calls = async () => (await root.sh('cat /run/calls; rm -f /run/calls')).stdout.trim().split('\n')

  inRoot('is installed: its files, its account, and systemd is told to start it', async () => {
    const { code, stderr } = await sh('ztm install hub -- --listen 127.0.0.1:0 --mesh home')
    expect([code, stderr]).toEqual([
      0,
      'ztm-hub runs; its options are in /etc/ztm/hub.conf, its data in /var/lib/ztm/hub\n',
    ])
    expect(await calls()).toEqual([
      'daemon-reload',
      'enable --quiet ztm-hub',
      'restart ztm-hub',
      'is-active --quiet ztm-hub',
    ])
    expect(await root.ok('getent passwd ztm')).toContain('/usr/sbin/nologin')
    const unit = readFileSync(root.written('/etc/systemd/system/ztm-hub.service'), 'utf8')
    expect(unit).toMatch(/^Environment=ZTM_NODE=\/opt\/node$/m)
  })

  inRoot('serves when it is run as its account, and tells systemd when it is ready', async () => {
    const unit = readFileSync(root.written('/etc/systemd/system/ztm-hub.service'), 'utf8')
    const valuesOf = (name: string) => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(match => match[1])
    const state = `/var/lib/${valuesOf('StateDirectory')[0]}`
    await root.ok(`install -d -o ztm -g ztm -m 700 ${state} && install -d -m 777 /run/notify`)
    const perl = `use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un("/run/notify/s")) or die;
      chmod 0777, "/run/notify/s"; $| = 1; print "listening\\n"; while (recv(S, $m, 4096, 0), defined $m) { print "$m\\n" }`
    const manager = root.launch('the manager', `exec perl -e '${perl}'`)
    await manager.waitForOutput('listening')
    const environment = ['NOTIFY_SOCKET=/run/notify/s', 'PATH=/usr/bin:/bin', 'TMPDIR=/tmp', ...valuesOf('Environment')]
    const limits = '--no-new-privs --inh-caps=-all --bounding-set=-all --clear-groups'
    const account = `--reuid=${valuesOf('User')[0]} --regid=${valuesOf('Group')[0]}`
    const command = `exec setpriv ${account} ${limits} env -i ${environment.join(' ')} ${valuesOf('ExecStart')[0]}`
    const hub = root.launch('hub', command)
    const [, address = ''] = /ready hub (\S+)/.exec(await hub.waitForOutput(/ready hub \S+/)) ?? []
    await manager.waitForOutput('READY=1')
    await waitFor(() => manager.stdout().includes(`STATUS=hub on ${address}`), {
      what: 'the status',
      detail: manager.tail,
    })
    expect(await root.ok(`stat -c '%U %a' ${state}/hub.db ${state}/root.permit.json`)).toBe('ztm 600\nztm 600\n')
    hub.signal('SIGTERM')
    expect((await hub.exited).code).toBe(0)
  })

  inRoot('that does not start is told with the reason from its log', async () => {
    await root.ok('touch /run/fail')
    const { code, stderr } = await sh('ztm start hub')
    expect(code).toBe(1)
    expect(stderr).toContain('error: ztm-hub does not start')
    expect(stderr).toContain('cannot listen on 0.0.0.0:80 (address-in-use)')
    expect(stderr).toContain('hint: ztm logs hub tells more.')
    await root.ok('rm /run/fail')
    expect((await sh('ztm start hub')).stderr).toBe('ztm-hub runs\n')
    await calls()
  })

  inRoot('is upgraded in place: its options stay', async () => {
    await root.ok('echo "log-level debug" >>/etc/ztm/hub.conf')
    expect((await sh('ztm install hub')).code).toBe(0)
    expect(await calls()).toContain('restart ztm-hub')
    expect(await root.ok('grep -v "^#" /etc/ztm/hub.conf')).toBe('listen 127.0.0.1:0\nmesh home\nlog-level debug\n')
  })

  inRoot('is stopped, and its log is shown', async () => {
    expect((await sh('ztm stop hub')).stderr).toBe('ztm-hub is stopped\n')
    expect(await calls()).toEqual(['stop ztm-hub'])
    expect((await sh('ztm logs hub')).stdout).toBe('error: cannot listen on 0.0.0.0:80 (address-in-use)\n')
  })

  inRoot('that is not installed cannot be started', async () => {
    const { code, stderr } = await sh('ztm start agent')
    expect([code, stderr]).toEqual([4, 'error: ztm-agent is not installed here (not-found)\nhint: ztm install agent\n'])
  })

  inRoot('is not made of a program that its account cannot reach', async () => {
    const { code, stderr } = await sh('ztm install agent --program /root/ztm')
    expect(code).toBe(2)
    expect(stderr).toContain('the account of a service cannot read what is in /root/')
  })

  inRoot('is removed: its data stays, until it is purged', async () => {
    await root.ok('touch /var/lib/ztm/hub/kept')
    expect((await sh('ztm uninstall hub')).stderr).toContain('/etc/ztm/hub.conf and /var/lib/ztm/hub are still there')
    expect(await calls()).toEqual(['disable --quiet --now ztm-hub', 'daemon-reload'])
    expect(await root.ok('ls /etc/systemd/system/ztm-hub.service 2>&1; ls /var/lib/ztm/hub/kept || true')).toContain(
      '/kept',
    )
    expect((await sh('ztm uninstall hub --purge')).stderr).toBe('removed ztm-hub\n')
    expect((await root.sh('ls -d /var/lib/ztm/hub /etc/ztm/hub.conf')).stdout).toBe('')
  })
})
