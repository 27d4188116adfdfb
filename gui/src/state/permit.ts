/**
 * Permits in the browser: what a pasted or dropped text says, and the line that a new one is handed on as.
 *
 * Pure. The agent checks all of it again: this is for showing, before anything is sent, what one would join.
 */
import type { Permit } from '../../../src/api/permit.ts'

/** How a permit on one line begins. */
const linePrefix = 'ztm1:'

/** The permit of a text, JSON or a line; undefined if it is none. */
export function readPermit(text: string): Permit | undefined {
  const trimmed = text.trim()
  try {
    const json = trimmed.startsWith(linePrefix) ? decode(trimmed.slice(linePrefix.length)) : trimmed
    const value = JSON.parse(json) as Partial<Permit> | null
    const isPermit = value?.version === 1 && value.mesh && value.user && value.token && Array.isArray(value.hubs)
    return isPermit ? (value as Permit) : undefined
  } catch {
    return undefined
  }
}

/** The permit on one line, to be pasted. */
export function permitLine(permit: Permit): string {
  const bytes = new TextEncoder().encode(JSON.stringify(permit))
  const base64 = btoa(String.fromCharCode(...bytes))
  return linePrefix + base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function decode(base64url: string): string {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder().decode(Uint8Array.from(binary, char => char.charCodeAt(0)))
}
