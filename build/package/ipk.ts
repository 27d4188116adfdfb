/**
 * The OpenWrt package: the bundles, which are the same for every CPU, with or without the `pipy` that runs them.
 *
 * Pure but for what contents.ts reads. An ipk is a gzipped tar of the three members that a deb has in an ar.
 */
import { type Entry, tarGz, withDirectories } from './archive.ts'
import { type EngineFile, manifest, programFiles, serviceFiles, time } from './contents.ts'

const script = 0o755

/** As OpenWrt's own packages do it: the account of Require-User is made, init scripts are enabled by who wants them. */
const postinst = `#!/bin/sh
[ -n "$IPKG_INSTROOT" ] || . /lib/functions.sh
[ -n "$IPKG_INSTROOT" ] || { group_exists ztm || group_add ztm 7777; user_exists ztm || user_add ztm 7777 7777 ztm /etc/ztm; }
exit 0
`

const prerm = `#!/bin/sh
[ -z "$IPKG_INSTROOT" ] || exit 0
for role in ca hub agent; do
  /etc/init.d/ztm-$role stop
  /etc/init.d/ztm-$role disable
done 2>/dev/null
exit 0
`

/** For what `ztm install` says of accounts see src/cli/services/procd.ts. `cpu` is OpenWrt's name, for an engine inside. */
export function makeIpk(engine: EngineFile | undefined, cpu: string | undefined): { name: string; data: Buffer } {
  const services = serviceFiles('procd')
  const inside = engine ? [{ path: 'usr/lib/ztm/pipy', data: engine.data, mode: script }] : []
  const files: Entry[] = [
    ...services,
    // Kept when the system is upgraded: options, keys, what was joined.
    { path: 'lib/upgrade/keep.d/ztm', data: Buffer.from('/etc/ztm/\n') },
    { path: 'usr/bin/ztm', link: '../lib/ztm/ztm' },
    ...programFiles('usr/lib/ztm', { node: false }),
    ...inside,
  ]
  const architecture = engine ? (cpu ?? engine.cpu.openwrt) : 'all'
  const control = `Package: ztm
Version: ${manifest.version}
Architecture: ${architecture}
${engine ? '' : 'Depends: pipy\n'}Require-User: ztm=7777:ztm=7777
Section: net
Installed-Size: ${files.reduce((sum, { data }) => sum + (data?.length ?? 0), 0)}
Description: ${manifest.description}
`
  const settings = services.map(({ path }) => path).filter(path => path.endsWith('.conf'))
  const controls: Entry[] = [
    { path: './control', data: Buffer.from(control) },
    { path: './conffiles', data: Buffer.from(settings.map(path => `/${path}\n`).join('')) },
    { path: './postinst', data: Buffer.from(postinst), mode: script },
    { path: './prerm', data: Buffer.from(prerm), mode: script },
  ]
  const dotted = files.map(entry => ({ ...entry, path: `./${entry.path}` }))
  const data = tarGz(
    [
      { path: './debian-binary', data: Buffer.from('2.0\n') },
      { path: './data.tar.gz', data: tarGz(withDirectories(dotted), time) },
      { path: './control.tar.gz', data: tarGz(controls, time) },
    ],
    time,
  )
  return { name: `ztm_${manifest.version}_${architecture}.ipk`, data }
}
