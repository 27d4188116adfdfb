/**
 * Health checks of published services: looks at their targets, and tells which are to be withdrawn from the directory.
 *
 * Owns one loop for each service that has a check, and what it saw. Does not tell the hubs.
 */
import type { Service } from '../api/types.ts'
import { createByteCounter } from '../common/byte-counter.ts'
import { fault, toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { withTimeout } from '../common/retry.ts'
import { dialTarget } from './target.ts'

/** Seconds from one look to the next, after a failure and otherwise, and how long one may take. */
const soonSeconds = 1
const lookSeconds = 10
const limitSeconds = 5

/** Failures one after the other until a service is withdrawn; the first success brings it back. */
const tolerated = 2

/** How a check by HTTP begins; the path follows. */
const httpCheck = 'http:'

export interface HealthComponents {
  log: Log
  /** A service is to be withdrawn, or may come back. */
  onChange: () => void
}

export interface Health {
  /** Looks after these services from now on, and after no others. */
  follow: (services: Service[]) => void
  /** Why a service is to be withdrawn; undefined while it is well. */
  failingOf: (service: Service) => string | undefined
}

interface Watch {
  service: Service
  failures: number
  reason: string
  isOver: boolean
}

export function createHealth(components: HealthComponents): Health {
  const watches = new Map<string, Watch>()
  return {
    follow: services => {
      const wanted = new Map<string, Service>()
      for (const service of services) if (service.check) wanted.set(keyOf(service), service)
      for (const [key, watch] of [...watches]) {
        if (wanted.has(key)) continue
        watch.isOver = true
        watches.delete(key)
      }
      for (const [key, service] of wanted) {
        if (watches.has(key)) continue
        const watch: Watch = { service, failures: 0, reason: '', isOver: false }
        watches.set(key, watch)
        keepLooking(components, watch)
      }
    },
    failingOf: service => {
      const watch = watches.get(keyOf(service))
      return watch && watch.failures >= tolerated ? watch.reason : undefined
    },
  }
}

/** Another target or check is another watch. */
function keyOf({ protocol, name, target, check }: Service): string {
  return `${protocol}/${name} ${target} ${check ?? ''}`
}

async function keepLooking({ log, onChange }: HealthComponents, watch: Watch): Promise<void> {
  const { protocol, name } = watch.service
  const service = `${protocol}/${name}`
  while (!watch.isOver) {
    const before = watch.failures
    try {
      await withTimeout(look(watch.service), limitSeconds, () => fault('timeout', `no answer within ${limitSeconds} s`))
      watch.failures = 0
      if (before >= tolerated && !watch.isOver) {
        log.info('service is well again', { service })
        onChange()
      }
    } catch (caught) {
      watch.reason = toFault(caught).message
      watch.failures++
      if (watch.failures === tolerated && !watch.isOver) {
        log.warn('service withdrawn: its check fails', { service, reason: watch.reason })
        onChange()
      }
    }
    await new Timeout(watch.failures > 0 ? soonSeconds : lookSeconds).wait()
  }
}

/** One look. Rejects with what is wrong. */
async function look({ target, check = '' }: Service): Promise<void> {
  if (!check.startsWith(httpCheck)) {
    const dialled = await dialTarget('tcp', {
      address: target,
      sent: createByteCounter(),
      received: createByteCounter(),
    })
    dialled.close()
    return
  }
  const agent = new http.Agent(target, { connectTimeout: limitSeconds, maxIdle: 0 })
  const { head } = await agent.request('GET', check.substring(httpCheck.length))
  if (head.status >= 400) throw fault('target-unreachable', `it answered with status ${head.status}`)
}
