/**
 * Networks of their own for processes: homes behind routers that translate addresses, around a common one, made of Linux's network
 * namespaces.
 *
 * Owns the namespaces for the life of a scope. Needs root, and `ip`, `nft` and `tc`: tests ask `lackingForNetworks` first, and skip
 * themselves with what it says.
 */
import { execFileSync } from 'node:child_process'
import { findProgram } from './engines.ts'
import type { Scope } from './scope.ts'

/** Where system programs are that are not on everybody's PATH. */
const SYSTEM = ['/usr/sbin', '/sbin']

/**
 * How a router chooses the port that others see: the same for all whom a computer talks to, as most at home do, or a random one for
 * each, with which nobody can come in.
 */
export type Translation = 'steady' | 'random'

export interface Network {
  /** The argument vector in front of a command that is to run there. */
  readonly within: readonly string[]
  readonly address: string
}

export interface World {
  /** The network that all routers and the hub are in. */
  readonly middle: Network
  /** Computers, each alone behind a router of its own. */
  readonly homes: readonly Network[]
  /** Has the wire of a home lose one packet in so many, in both directions; and delays them, where the kernel can (netem). */
  impair(home: number, how: { oneIn: number; delayMs: number }): void
}

/** What is missing for networks, or null. */
export function lackingForNetworks(): string | null {
  if (process.platform !== 'linux') return 'needs Linux'
  if (process.getuid?.() !== 0) return 'needs root, for network namespaces'
  const missing = ['ip', 'nft', 'tc'].filter(name => !findProgram(name, SYSTEM))
  if (missing.length > 0) return `needs ${missing.join(', ')}: apt-get install iproute2 nftables`
  try {
    execFileSync('ip', ['netns', 'add', `ztm-try-${process.pid}`], { stdio: 'ignore' })
    execFileSync('ip', ['netns', 'del', `ztm-try-${process.pid}`], { stdio: 'ignore' })
    return null
  } catch {
    return 'needs to be allowed network namespaces'
  }
}

let made = 0

/** Builds them: a home for each translation; null stands for one without a router, whose computer is in the common network. */
export function buildWorld(scope: Scope, translations: readonly (Translation | null)[]): World {
  const prefix = `z${process.pid}x${made++}`
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const add = (name: string) => {
    const full = `${prefix}${name}`
    ip('netns', 'add', full)
    scope.defer(() => {
      ip('netns', 'del', full)
    })
    ip('-n', full, 'link', 'set', 'lo', 'up')
    return full
  }
  const within = (space: string) => ['ip', 'netns', 'exec', space]
  const run = (space: string, ...argv: string[]) => ip('netns', 'exec', space, ...argv)
  const place = (space: string, device: string, address: string) => {
    ip('-n', space, 'addr', 'add', `${address}/24`, 'dev', device)
    ip('-n', space, 'link', 'set', device, 'up')
  }
  const middle = add('m')
  ip('-n', middle, 'link', 'add', 'br0', 'type', 'bridge')
  place(middle, 'br0', '11.0.0.100')
  const plug = (space: string, number: number, address: string) => {
    ip('link', 'add', 'out', 'netns', space, 'type', 'veth', 'peer', 'name', `p${number}`, 'netns', middle)
    place(space, 'out', address)
    ip('-n', middle, 'link', 'set', `p${number}`, 'master', 'br0', 'up')
  }
  const homes = translations.map((translation, i) => {
    const number = i + 1
    const home = add(`h${number}`)
    const outer = `11.0.0.${number}`
    if (!translation) {
      plug(home, number, outer)
      return { within: within(home), address: outer }
    }
    const router = add(`r${number}`)
    plug(router, number, outer)
    ip('link', 'add', 'lan', 'netns', home, 'type', 'veth', 'peer', 'name', 'in', 'netns', router)
    const address = `192.168.${number}.2`
    place(home, 'lan', address)
    place(router, 'in', `192.168.${number}.1`)
    ip('-n', home, 'route', 'add', 'default', 'via', `192.168.${number}.1`)
    run(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
    run(router, 'nft', rulesOf(translation))
    return { within: within(home), address }
  })
  const impair: World['impair'] = (home, { oneIn, delayMs }) => {
    const outer = translations[home] ? `${prefix}r${home + 1}` : `${prefix}h${home + 1}`
    const netem = ['netem', 'loss', `${100 / oneIn}%`, 'delay', `${delayMs}ms`, 'limit', '100000']
    try {
      // The bridge's end sends what comes in, the other what goes out.
      run(middle, 'tc', 'qdisc', 'replace', 'dev', `p${home + 1}`, 'root', ...netem)
      run(outer, 'tc', 'qdisc', 'replace', 'dev', 'out', 'root', ...netem)
    } catch {
      run(outer, 'nft', lossOf(oneIn))
    }
  }
  return { middle: { within: within(middle), address: '11.0.0.100' }, homes, impair }
}

/** What goes through a device is dropped by chance. */
function lossOf(oneIn: number): string {
  const drop = `numgen random mod ${oneIn} == 0 drop`
  return `table netdev loss {
    chain in { type filter hook ingress device "out" priority 0; ${drop}
    }
    chain out { type filter hook egress device "out" priority 0; ${drop}
    }
  }`
}

/** A router translates what goes out, and drops what nobody inside has asked for. */
function rulesOf(translation: Translation): string {
  return `table ip t {
    chain post { type nat hook postrouting priority 100; oifname "out" masquerade ${translation === 'random' ? 'fully-random' : ''}; }
    chain input { type filter hook input priority 0; iifname "out" ct state new drop; }
  }`
}
