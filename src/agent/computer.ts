/**
 * What this computer is called, how others reach it, and what listens on it, as far as the system tells.
 *
 * Owns nothing: looks each time that somebody asks.
 */
import type { Computer } from '../api/computer.ts'
import { canHost } from './own-hub.ts'
import { parseDefaultRouter, parseListeners, parseLocalAddresses } from './proc-net.ts'

/** `ownPorts`: what the agent itself listens on, and its hub. */
export function describeComputer(ownPorts: number[]): Computer {
  const computer: Computer = {
    name: (readSystem('/proc/sys/kernel/hostname') ?? '').trim(),
    addresses: parseLocalAddresses(readSystem('/proc/net/fib_trie') ?? ''),
    canHost: canHost(),
  }
  const tcp = readSystem('/proc/net/tcp')
  if (tcp === undefined) return computer
  const texts = [tcp, readSystem('/proc/net/tcp6') ?? '']
  return { ...computer, listeners: parseListeners(texts, port => ownPorts.includes(port)) }
}

/** The address of the router that leads out, over IPv4; '' where the system does not tell. */
export function findRouter(): string {
  return parseDefaultRouter(readSystem('/proc/net/route') ?? '')
}

/** undefined where there is no such file, or not for us. */
function readSystem(path: string): string | undefined {
  try {
    return os.read(path).toString()
  } catch {
    return undefined
  }
}
