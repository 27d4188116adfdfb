/**
 * What goes into packages: the files of dist/, services as `ztm install` writes them, and an engine where one is wanted.
 *
 * Reads files and runs the built `ztm`; writes into a temporary directory only.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Entry, gzip } from './archive.ts'

const root = join(import.meta.dirname, '../..')
export const dist = join(root, 'dist')
const executable = 0o755

interface Manifest {
  version: string
  description: string
}

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** When everything in a package was changed last, in seconds since 1970: what reproducible builds agree on, else one date. */
export const time = Number(process.env.SOURCE_DATE_EPOCH || Date.UTC(2026, 0, 1) / 1000)

export const bundles = ['ztm.js', 'ztm-ca.js', 'ztm-hub.js', 'ztm-agent.js']

/** Only Node needs them, and who looks for a fault. */
const nodeOnly = (name: string): boolean =>
  /\.(map|prepared|cjs|mjs)$/.test(name) || /^(pipy-node|node-flags)$/.test(name)

/** The files of an installation below `place`, such as `usr/lib/ztm`: those that any engine needs, and Node's if wanted. */
export function programFiles(place: string, { node }: { node: boolean }): Entry[] {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).sort()
  const wanted = files.filter(name => {
    if (!statSync(join(dist, name)).isFile()) return false
    if (name.startsWith('gui/')) return true
    return isOurs(name) && (node || !nodeOnly(name))
  })
  return wanted.map(name => ({
    path: `${place}/${name}`,
    data: readFileSync(join(dist, name)),
    mode: /^(ztm|ztm\.mjs|where\.(awk|mjs)|pipy-node)$/.test(name) ? executable : 0o644,
  }))
}

/** dist/ holds other things, too: packages, results of benchmarks. */
function isOurs(name: string): boolean {
  if (/^(ztm|ztm\.mjs|where\.(awk|mjs)|node-flags|pipy-node((-parser)?\.cjs)?)$/.test(name)) return true
  return bundles.some(
    bundle => name.startsWith(`${bundle}`) && /^(|\.map|\.lines|\.prepared)$/.test(name.slice(bundle.length)),
  )
}

/** The manual page, compressed as distributions have it. */
export function manPage(): Entry {
  const page = readFileSync(join(dist, 'man/man1/ztm.1'))
  return { path: 'usr/share/man/man1/ztm.1.gz', data: gzip(page) }
}

export const licence = (path: string): Entry => ({ path, data: readFileSync(join(root, 'LICENSE')) })

/** What `ztm install` writes for each role, by the path in the installed system. */
export function serviceFiles(manager: 'systemd' | 'procd'): Entry[] {
  const directory = mkdtempSync(join(tmpdir(), 'ztm-package-'))
  try {
    for (const role of ['ca', 'hub', 'agent']) {
      const args = ['install', role, '--manager', manager, '--root', directory]
      execFileSync(join(dist, 'ztm'), args, {
        env: { ...process.env, ZTM_ENGINE: 'node', ZTM_NODE: process.execPath },
        stdio: 'pipe',
      })
    }
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
    return files
      .filter(name => statSync(join(directory, name)).isFile())
      .map(path => ({
        path,
        data: readFileSync(join(directory, path)),
        mode: path.includes('init.d') ? executable : 0o644,
      }))
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** An engine that goes into a package, beside the launcher. */
export interface EngineFile {
  name: 'node' | 'pipy'
  data: Buffer
  cpu: Cpu
}

/** As Debian and as OpenWrt call a CPU. OpenWrt's depends on more than the file tells: IPK_ARCH says it better. */
export interface Cpu {
  debian: string
  openwrt: string
}

/** By e_machine of ELF, the width, and whether it is little-endian (System V ABI, and the registry of machines). */
const cpus: Record<string, Cpu> = {
  '62 64 little': { debian: 'amd64', openwrt: 'x86_64' },
  '3 32 little': { debian: 'i386', openwrt: 'i386_pentium4' },
  '183 64 little': { debian: 'arm64', openwrt: 'aarch64_generic' },
  '40 32 little': { debian: 'armhf', openwrt: 'arm_cortex-a7_neon-vfpv4' },
  '8 32 little': { debian: 'mipsel', openwrt: 'mipsel_24kc' },
  '8 32 big': { debian: 'mips', openwrt: 'mips_24kc' },
  '243 64 little': { debian: 'riscv64', openwrt: 'riscv64_riscv64' },
  '22 64 big': { debian: 's390x', openwrt: 's390x' },
  '21 64 little': { debian: 'ppc64el', openwrt: 'powerpc64le' },
}

/** What CPU a program is for. Throws for one that is no ELF file of a known CPU. */
export function cpuOf(path: string, data: Buffer): Cpu {
  if (data.subarray(0, 4).toString('latin1') !== '\x7fELF') throw new Error(`${path} is no program for Linux`)
  const isBig = data[5] === 2
  const machine = isBig ? data.readUInt16BE(18) : data.readUInt16LE(18)
  const key = `${machine} ${data[4] === 2 ? 64 : 32} ${isBig ? 'big' : 'little'}`
  const cpu = cpus[key]
  if (!cpu) throw new Error(`${path} is for a CPU without a name here (ELF: ${key})`)
  return cpu
}

export function readEngine(name: EngineFile['name'], path: string): EngineFile {
  const data = readFileSync(path)
  return { name, data, cpu: cpuOf(path, data) }
}
