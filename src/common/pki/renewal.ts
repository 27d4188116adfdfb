/**
 * Renewal of a certificate at two thirds of its life, by itself, again and again.
 *
 * Owns the waiting only: what renews, and where the result goes, is handed in. A connection keeps the certificate with which
 * it began; new ones take the new.
 */
import { toFault } from '../errors.ts'
import type { Log } from '../log.ts'

/** Part of a life after which the next one is asked for: two tries of ten days each are left of thirty. */
const renewShare = 2 / 3

/** Longest sleep, in seconds: a clock that was set is noticed. */
const longestSleepSeconds = 3600

/** Shortest and longest wait after a failure, in seconds. */
const retrySeconds: [number, number] = [1, 600]

/** Part of what is left of the life that passes between two tries. */
const retryShare = 1 / 20

/** A certificate's time, by this computer's clock, in milliseconds since 1970. */
export interface Life {
  /** When it was received. */
  issued: number
  notAfter: number
}

export interface RenewalOptions {
  /** The life of the certificate in use now. */
  life: () => Life
  /** Gets a new certificate and puts it to use. Rejects when it can't be had now. */
  renew: () => Promise<void>
  now: () => number
  log: Log
  /** True when there is nothing to renew any more. */
  isOver: () => boolean
}

/** Renews until it is over. Never rejects. */
export async function keepRenewed({ life, renew, now, log, isOver }: RenewalOptions): Promise<void> {
  let isFailing = false
  while (true) {
    const { issued, notAfter } = life()
    const due = dueAt({ issued, notAfter })
    const wait = isFailing ? retryAfter(notAfter - now()) : (due - now()) / 1000
    await new Timeout(Math.max(0, Math.min(wait, longestSleepSeconds))).wait()
    if (isOver()) return
    if (!isFailing && !isRenewalDue(life(), now())) continue
    try {
      await renew()
      log.info('certificate renewed', { until: new Date(life().notAfter).toISOString() })
      isFailing = false
    } catch (caught) {
      const { code, message } = toFault(caught)
      log.warn('certificate not renewed', { code, message, until: new Date(notAfter).toISOString() })
      isFailing = true
    }
  }
}

function dueAt({ issued, notAfter }: Life): number {
  return issued + (notAfter - issued) * renewShare
}

/** True when two thirds of a life have passed. */
export function isRenewalDue(life: Life, now: number): boolean {
  return now >= dueAt(life)
}

/** Seconds until the next try, when `left` milliseconds of the life are left. */
function retryAfter(left: number): number {
  const [least, most] = retrySeconds
  return Math.min(most, Math.max(least, (left / 1000) * retryShare))
}

/** The end of a certificate's life. */
export function notAfterOf(pem: string): number {
  return Number(new crypto.Certificate(pem).notAfter)
}
