/**
 * The options of how long certificates and mesh states are good, for whoever runs a CA.
 *
 * Pure.
 */
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import { parseDuration } from '../common/duration.ts'
import { fault } from '../common/errors.ts'

/** Below it, what is renewed in the course of a life would come too late on a slow network, in seconds. */
const shortestSeconds = 5

export const lifeOptions: OptionTable = {
  'certificate-life': {
    value: 'TIME',
    help: 'how long certificates of endpoints and hubs are good; they renew themselves at two thirds of it',
    default: '30d',
  },
  'state-life': {
    value: 'TIME',
    help: 'how long a mesh state is good; it is signed again in half of it, and who has none newer is warned',
    default: '24h',
  },
}

/** In seconds. Throws bad-request. */
export function parseLives(given: ParsedOptions): { lifeSeconds: number; stateSeconds: number } {
  return { lifeSeconds: parse(given, 'certificate-life'), stateSeconds: parse(given, 'state-life') }
}

function parse(given: ParsedOptions, option: string): number {
  const seconds = parseDuration(given.text(option), option)
  if (seconds >= shortestSeconds) return seconds
  throw fault(
    'bad-request',
    `--${option} is shorter than ${shortestSeconds} s`,
    `The default is ${lifeOptions[option]?.default}.`,
  )
}
