/**
 * A clean root: this system's programs without this project, in which packages are installed for real and leave no trace.
 *
 * Owns a directory with overlays of /usr, /etc and /var, for the life of a scope. Each command runs in a mount namespace of its
 * own and sees what those before it have written. Needs root and a kernel that lets it mount overlays.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, launch, type Outcome, run } from './process.ts'
import type { Scope } from './scope.ts'
import { makeTemp } from './tmp.ts'

export interface CleanRoot {
  /** Where something of the clean root can be read from outside, if it was written in it. */
  written(path: string): string
  /** Runs a text of sh to its end. */
  sh(script: string, env?: Record<string, string | undefined>): Promise<Outcome>
  /** The same for one that must succeed; gives its stdout. */
  ok(script: string, env?: Record<string, string | undefined>): Promise<string>
  /** Starts a program of sh that goes on. */
  launch(name: string, script: string): Child
}

export const cleanRoots = {
  available: canMount(),
  enabledBy: 'root, and a kernel that lets it mount overlays',
}

const overlaid = ['usr', 'etc', 'var']

/** `$0` is the directory; then the files that are bound, each as FROM TO, then `--` and a text of sh. */
const enter = `set -e
cd "$0"
for part in ${overlaid.join(' ')}; do
  mount -t overlay overlay -o "lowerdir=/$part,upperdir=$0/upper/$part,workdir=$0/work/$part" "root/$part"
done
mount --rbind /proc root/proc
mount --rbind /dev root/dev
while [ "$1" != -- ]; do
  [ -e "root/$2" ] || : >"root/$2"
  mount --bind "$1" "root/$2"
  shift 2
done
exec chroot root /bin/sh -c "$2"`

/** `bind`: files of this system, by where they are to be seen. */
export function createCleanRoot(scope: Scope, bind: Record<string, string> = {}): CleanRoot {
  const dir = makeTemp(scope, 'root')
  for (const part of overlaid) {
    for (const side of ['upper', 'work', 'root']) mkdirSync(join(dir, side, part), { recursive: true })
  }
  for (const part of ['proc', 'dev', 'run/systemd/system', 'tmp', 'opt', 'root', 'home']) {
    mkdirSync(join(dir, 'root', part), { recursive: true, mode: 0o755 })
  }
  spawnSync('chmod', ['-R', 'a+rX', dir])
  spawnSync('chmod', ['1777', join(dir, 'root/tmp')])
  for (const part of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${part}`, join(dir, 'root', part))
  // Daemons are not started in here, whatever a package says.
  mkdirSync(join(dir, 'upper/usr/sbin'), { recursive: true })
  writeFileSync(join(dir, 'upper/usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  const bound = Object.entries(bind).flatMap(([to, from]) => [from, to])
  const argv = (script: string) => ['unshare', '--mount', 'sh', '-c', enter, dir, ...bound, '--', script]
  const clean = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    TMPDIR: '/tmp',
    NODE_OPTIONS: undefined,
    ZTM_TEST_MATRIX: undefined,
    PIPY: undefined,
  }
  const sh = (script: string, env = {}) =>
    run({ name: script, argv: argv(script), env: { ...clean, ...env }, limit: 120_000 })
  return {
    written: path => {
      const part = path.split('/')[1] ?? ''
      return join(dir, overlaid.includes(part) ? 'upper' : 'root', path)
    },
    sh,
    async ok(script, env) {
      const { code, stdout, stderr } = await sh(script, env)
      if (code !== 0) throw new Error(`${script}\nended with ${code}\n${stdout}${stderr}`)
      return stdout
    },
    launch: (name, script) => launch(scope, { name, argv: argv(script), env: clean }),
  }
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const script =
    'd=$(mktemp -d) && mkdir $d/u $d/w $d/r && mount -t overlay o -o lowerdir=/usr,upperdir=$d/u,workdir=$d/w $d/r'
  const { stdout, status } = spawnSync('unshare', [
    '--mount',
    'sh',
    '-c',
    `${script}; s=$?; echo $d; umount $d/r; rm -rf $d; exit $s`,
  ])
  return status === 0 && String(stdout).trim() !== ''
}
