/**
 * Durations as people write them on a command line.
 *
 * Pure.
 */
import { fault } from './errors.ts'

/** Units, in seconds. */
const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 }

/** `30m`, `24h`, `7d` as seconds; undefined for anything else. */
export function durationSeconds(text: string): number | undefined {
  const unit = unitSeconds[text.charAt(text.length - 1)]
  const count = Number(text.substring(0, text.length - 1))
  return unit && Number.isInteger(count) && count >= 1 ? count * unit : undefined
}

/** Seconds as such a text, in the largest unit that they are a whole number of: 86400 is `1d`. */
export function durationText(seconds: number): string {
  const fits = Object.keys(unitSeconds).filter(unit => seconds % (unitSeconds[unit] ?? 1) === 0)
  const unit = fits[fits.length - 1] ?? 's'
  return `${seconds / (unitSeconds[unit] ?? 1)}${unit}`
}

/** The same for an option. Throws bad-request naming it. */
export function parseDuration(text: string, option: string): number {
  const seconds = durationSeconds(text)
  if (seconds === undefined) {
    throw fault('bad-request', `--${option} ${text} is not a duration`, 'Write 30m, 24h or 7d')
  }
  return seconds
}
