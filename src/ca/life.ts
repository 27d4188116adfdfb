/**
 * The option of how long certificates are good, for whoever runs a CA.
 *
 * Pure.
 */
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import { parseDuration } from '../common/duration.ts'
import { fault } from '../common/errors.ts'

/** Below it, renewal at two thirds of the life would come too late on a slow network, in seconds. */
const shortestSeconds = 5

export const lifeOption: OptionTable = {
  'certificate-life': {
    value: 'TIME',
    help: 'how long certificates of endpoints and hubs are good; they renew themselves at two thirds of it',
    default: '30d',
  },
}

/** In seconds. Throws bad-request. */
export function parseLife(given: ParsedOptions): number {
  const seconds = parseDuration(given.text('certificate-life'), 'certificate-life')
  if (seconds < shortestSeconds) {
    throw fault('bad-request', `--certificate-life is shorter than ${shortestSeconds} s`, 'The default is 30d.')
  }
  return seconds
}
