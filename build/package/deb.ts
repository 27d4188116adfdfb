/**
 * The Debian package: everything below /usr/lib/ztm with the engine inside, units that are not enabled, an account.
 *
 * Pure but for what contents.ts reads. Follows deb(5), deb-control(5) and the maintainer scripts of Debian Policy 6.
 */
import { createHash } from 'node:crypto'
import { ar, type Entry, tarGz, withDirectories } from './archive.ts'
import { type EngineFile, licence, manifest, manPage, programFiles, serviceFiles, time } from './contents.ts'

const roles = 'ca hub agent'

/** Services are not started: which role this computer has is for its operator to say (`ztm start`). */
const postinst = `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  getent passwd ztm >/dev/null || useradd --system --user-group --no-create-home \\
    --home-dir /var/lib/ztm --shell /usr/sbin/nologin ztm
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    # After an upgrade: those that run, run the new version.
    for role in ${roles}; do systemctl try-restart "ztm-$role" || echo "ztm-$role does not start again: ztm logs $role"; done
  fi
fi
`

const prerm = `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  for role in ${roles}; do systemctl disable --quiet --now "ztm-$role" || true; done
fi
`

const postrm = `#!/bin/sh
set -e
if [ "$1" = purge ]; then
  rm -rf /var/lib/ztm /var/cache/ztm
fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
`

const script = 0o755

/** The package's bytes and its file name. */
export function makeDeb(engine: EngineFile): { name: string; data: Buffer } {
  const services = serviceFiles('systemd').map(entry => ({
    ...entry,
    path: entry.path.replace('etc/systemd/system', 'usr/lib/systemd/system'),
  }))
  const files: Entry[] = [
    ...services,
    { path: 'usr/bin/ztm', link: '../lib/ztm/ztm' },
    ...programFiles('usr/lib/ztm', { node: engine.name === 'node' }),
    { path: `usr/lib/ztm/${engine.name}`, data: engine.data, mode: script },
    licence('usr/share/doc/ztm/copyright'),
    manPage(),
  ]
  const kilobytes = Math.ceil(files.reduce((sum, { data }) => sum + (data?.length ?? 0), 0) / 1024)
  const control = `Package: ztm
Version: ${manifest.version}
Architecture: ${engine.cpu.debian}
Maintainer: ZTM <noreply@localhost>
Installed-Size: ${kilobytes}
Depends: libc6, libstdc++6, libgcc-s1, passwd
Section: net
Priority: optional
Description: ${manifest.description}
 CA, hub, agent and command line, with the engine (${engine.name}) that runs them.
`
  const settings = services.map(({ path }) => path).filter(path => path.startsWith('etc/'))
  const sums = files.filter(({ data }) => data).map(({ path, data }) => `${md5(data)}  ${path}\n`)
  const controls: Entry[] = [
    { path: './control', data: Buffer.from(control) },
    { path: './conffiles', data: Buffer.from(settings.map(path => `/${path}\n`).join('')) },
    { path: './md5sums', data: Buffer.from(sums.join('')) },
    { path: './postinst', data: Buffer.from(postinst), mode: script },
    { path: './prerm', data: Buffer.from(prerm), mode: script },
    { path: './postrm', data: Buffer.from(postrm), mode: script },
  ]
  const dotted = files.map(entry => ({ ...entry, path: `./${entry.path}` }))
  const data = ar(
    [
      { name: 'debian-binary', data: Buffer.from('2.0\n') },
      { name: 'control.tar.gz', data: tarGz(controls, time) },
      { name: 'data.tar.gz', data: tarGz(withDirectories(dotted), time) },
    ],
    time,
  )
  return { name: `ztm_${manifest.version}_${engine.cpu.debian}.deb`, data }
}

/** dpkg compares with these what it has installed (dpkg --verify); it is no protection. */
const md5 = (data: Buffer | undefined): string =>
  createHash('md5')
    .update(data ?? '')
    .digest('hex')
