/**
 * Counts the bytes of a stream without a script on the way of each piece: a throttle with a quota that never runs out.
 *
 * Owns the quota. Behind a throttle filter the engine's flush signals (empty Data) are gone: a filter that needs one to begin must
 * not stand there.
 */

/** More bytes than anything carries, and a number that is still exact. */
export const plenty = 2 ** 53 - 1

export interface ByteCounter {
  /** For throttleDataRate: what passes is counted. */
  quota: Quota
  /** Bytes that have passed. */
  count: () => number
}

export function createByteCounter(): ByteCounter {
  const quota = new algo.Quota(plenty)
  return { quota, count: () => plenty - quota.current }
}
