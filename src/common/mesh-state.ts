/**
 * The mesh state as signed text: made by the CA, checked by everybody else; and how old it may be.
 *
 * Pure but for the engine's crypto.
 */
import type { EvictedEndpoint, MeshState, SignedState } from '../api/state.ts'
import type { News } from '../api/types.ts'
import { durationSeconds } from './duration.ts'
import { fault } from './errors.ts'
import { parseNumber, parseObject, parseText, parseTexts } from './parse.ts'
import { parsePolicy } from './policy/parse.ts'
import { openText } from './signed-text.ts'

/** Longest id and digest. */
const idLength = 100

/** Roots at a time, and the longest of them. */
const rootLimits: [number, number] = [8, 8192]

/** Addresses of hubs at most, and the longest of them. */
const hubLimits: [number, number] = [256, 300]

const timeRange: [number, number] = [0, Number.MAX_SAFE_INTEGER]

/** How long endpoints go on without news unless the policy says otherwise, in seconds: a weekend of a CA that is down. */
const defaultGraceSeconds = 3 * 24 * 3600

/**
 * The state in a signed text that came from outside, if one of `roots` (PEM) has signed it and it is of `mesh` (the digest
 * in a state that is known already; absent: any). Throws bad-request or signature-invalid.
 */
export function openState(value: unknown, roots: string[], mesh?: string): { state: MeshState; signed: SignedState } {
  const { content, signed } = openText(value, roots, 'the mesh state')
  const state = parseState(withDefaults(parseObject(content, 'the mesh state'), roots))
  if (mesh !== undefined && state.mesh !== mesh) {
    throw fault('signature-invalid', 'the mesh state is of another mesh')
  }
  return { state, signed }
}

/**
 * What earlier builds did not sign, and what follows from that: roots did not change, there was no policy, and a state without a
 * life counts as over, until there is another. Whoever upgrades has such a state on disk.
 */
function withDefaults(source: Record<string, unknown>, roots: string[]): Record<string, unknown> {
  const policy = { version: 0, groups: {}, rules: [], tests: [] }
  return { expires: source.issued, roots, issuers: { endpoints: 0, hubs: 0 }, hubs: [], policy, ...source }
}

/** Signed by our CA, and nevertheless checked: an older agent meets a newer CA. */
function parseState(source: Record<string, unknown>): MeshState {
  const evicted: unknown = source.evicted
  if (!(evicted instanceof Array)) throw fault('bad-request', 'evicted is not a list')
  const roots = parseTexts(source.roots, 'roots', rootLimits)
  const position: [number, number] = [0, roots.length - 1]
  const { endpoints, hubs } = parseObject(source.issuers, 'issuers')
  return {
    mesh: parseText(source.mesh, 'mesh', idLength),
    version: parseNumber(source.version, 'version', [1, Number.MAX_SAFE_INTEGER]),
    issued: parseNumber(source.issued, 'issued', timeRange),
    expires: parseNumber(source.expires, 'expires', timeRange),
    roots,
    issuers: {
      endpoints: parseNumber(endpoints, 'issuers.endpoints', position),
      hubs: parseNumber(hubs, 'issuers.hubs', position),
    },
    hubs: parseHubs(source.hubs),
    evicted: evicted.map((item: unknown) => parseEvicted(item)),
    policy: parsePolicy(source.policy),
  }
}

/** None before the first hub is certified. */
function parseHubs(value: unknown): string[] {
  return value instanceof Array && value.length === 0 ? [] : parseTexts(value, 'hubs', hubLimits)
}

function parseEvicted(value: unknown): EvictedEndpoint {
  const { id, until } = parseObject(value, 'an evicted endpoint')
  return { id: parseText(id, 'id', idLength), until: parseNumber(until, 'until', timeRange) }
}

/** How new a state is. */
export function newsOf({ version, issued, expires, policy }: MeshState, now: number): News {
  const grace = durationSeconds(policy.grace ?? '') ?? defaultGraceSeconds
  const refusesFrom = expires + grace * 1000
  return {
    version,
    issued,
    expires,
    refusesFrom,
    state: now < expires ? 'fresh' : now < refusesFrom ? 'stale' : 'refusing',
  }
}
