/**
 * A clock that never goes back. Not `performance.now()`: its first use loads a dozen modules of Node, one megabyte of them,
 * for measurements that nobody takes here.
 */

const from = process.hrtime.bigint()
const nanosecondsInOne = 1e6

/** Milliseconds since the process started, with fractions. */
export const monotonicNow = (): number => Number(process.hrtime.bigint() - from) / nanosecondsInOne
