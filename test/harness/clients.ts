/**
 * The real programs that go through the mesh in tests: which of them this machine has, and where.
 *
 * Owns nothing: a look at the machine, made once. Starting their servers is in `servers.ts`.
 */
import { readdirSync } from 'node:fs'
import { findProgram } from './engines.ts'

export interface Client {
  readonly name: string
  /** Full paths by program name; empty if one of them is missing. */
  readonly paths: Readonly<Record<string, string>>
  readonly available: boolean
  /** The one command that brings it. */
  readonly enabledBy: string
}

/** Debian keeps the server programs of PostgreSQL out of PATH, one folder a version. */
function postgresFolders(): string[] {
  const base = '/usr/lib/postgresql'
  try {
    const versions = readdirSync(base).sort((a, b) => Number(b) - Number(a))
    return versions.map(version => `${base}/${version}/bin`)
  } catch {
    return []
  }
}

function look(name: string, { programs, packages, folders = [] }: Search): Client {
  const paths: Record<string, string> = {}
  for (const program of programs) {
    const path = findProgram(program, folders)
    if (path) paths[program] = path
  }
  const available = programs.every(program => program in paths)
  return { name, paths, available, enabledBy: `apt-get install ${packages}` }
}

interface Search {
  programs: string[]
  packages: string
  folders?: string[]
}

const SBIN = ['/usr/sbin', '/sbin']

export const curl = look('curl', { programs: ['curl'], packages: 'curl' })

export const iperf3 = look('iperf3', { programs: ['iperf3'], packages: 'iperf3' })

export const wrk = look('wrk', { programs: ['wrk'], packages: 'wrk' })

export const openssh = look('openssh', {
  programs: ['ssh', 'scp', 'sshd', 'ssh-keygen'],
  packages: 'openssh-client openssh-server',
  folders: SBIN,
})

export const postgres = look('postgres', {
  programs: ['initdb', 'postgres', 'psql', 'pgbench', 'pg_isready'],
  packages: 'postgresql',
  folders: postgresFolders(),
})

export const tinyproxy = look('tinyproxy', { programs: ['tinyproxy'], packages: 'tinyproxy-bin' })

export const microsocks = look('microsocks', { programs: ['microsocks'], packages: 'microsocks' })

export const stunnel = look('stunnel', { programs: ['stunnel'], packages: 'stunnel4' })

export const haproxy = look('haproxy', { programs: ['haproxy'], packages: 'haproxy', folders: SBIN })

export const chromium = look('chromium', { programs: ['chromium'], packages: 'chromium' })

/** A program of a client that is known to be available. */
export function pathOf(client: Client, program: string): string {
  const path = client.paths[program]
  if (!path) throw new Error(`${program} is not here: ${client.enabledBy}`)
  return path
}
