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

export interface Renewing {
  /** Renews within so many seconds, whatever is left of the life: another root issues now. */
  hurry: (seconds: number) => void
}

/** Renews until it is over. */
export function keepRenewed(options: RenewalOptions): Renewing {
  const pace: Pace = { hurryAt: undefined, timer: undefined }
  keep(options, pace)
  return {
    hurry: seconds => {
      pace.hurryAt = options.now() + seconds * 1000
      pace.timer?.cancel()
    },
  }
}

interface Pace {
  /** Milliseconds since 1970. */
  hurryAt: number | undefined
  timer: Timeout | undefined
}

/** Never rejects. */
async function keep({ life, renew, now, log, isOver }: RenewalOptions, pace: Pace): Promise<void> {
  let isFailing = false
  while (true) {
    const { issued, notAfter } = life()
    const due = Math.min(dueAt({ issued, notAfter }), pace.hurryAt ?? notAfter)
    await sleep(pace, isFailing ? retryAfter(notAfter - now()) : (due - now()) / 1000)
    if (isOver()) return
    if (!isFailing && now() < Math.min(dueAt(life()), pace.hurryAt ?? notAfter)) continue
    const asked = pace.hurryAt
    try {
      await renew()
      log.info('certificate renewed', { until: new Date(life().notAfter).toISOString() })
      isFailing = false
      if (pace.hurryAt === asked) pace.hurryAt = undefined
    } catch (caught) {
      const { code, message } = toFault(caught)
      log.warn('certificate not renewed', { code, message, until: new Date(notAfter).toISOString() })
      isFailing = true
    }
  }
}

/** Sleeps, or is woken. */
async function sleep(pace: Pace, seconds: number): Promise<void> {
  pace.timer = new Timeout(Math.max(0, Math.min(seconds, longestSleepSeconds)))
  try {
    await pace.timer.wait()
  } catch {
    // Cancelled: somebody is in a hurry.
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

/** Longest time over which those are spread who learn at once that another root issues now, in seconds. */
const spreadSeconds = 60

/** Part of what is left of a life over which they are spread, where that is shorter. */
const spreadShare = 1 / 20

/** Seconds within which to renew after another root has taken over, by a random number at least 0 and below 1. */
export function hurrySeconds({ notAfter }: Life, now: number, random: () => number): number {
  return random() * Math.max(0, Math.min(spreadSeconds, ((notAfter - now) / 1000) * spreadShare))
}

/** True if the root's name stands in the certificate as its issuer: roots of one mesh have names of their own. */
export function isIssuedBy(pem: string, root: string): boolean {
  return new crypto.Certificate(pem).issuer.commonName === new crypto.Certificate(root).subject.commonName
}

/** The end of a certificate's life. */
export function notAfterOf(pem: string): number {
  return Number(new crypto.Certificate(pem).notAfter)
}
