/** How a hub is reached, as a probe wants to know it. Pure. */
import { hostOf } from '../addresses.ts'
import type { Way } from '../probe.ts'
import type { Outlet } from './outlet.ts'
import { isExcepted, type Proxy } from './settings.ts'

export interface WayComponents {
  now: () => number
  outlet: Outlet
  /** What `outlet` goes through. */
  proxy?: Proxy
}

export function wayTo({ now, outlet, proxy }: WayComponents, hub: string): Way {
  const connect: Way['connect'] = (address, options, onRefused) => outlet({ address, options, onRefused })
  return proxy && !isExcepted(proxy, hostOf(hub)) ? { now, connect, proxy: proxy.address } : { now, connect }
}
