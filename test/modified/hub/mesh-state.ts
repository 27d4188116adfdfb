/**
 * News of the mesh as the hub would have them: none, old ones, or its own.
 *
 * Owns the first state that was told. The real one is behind it, and follows the CA.
 */
import type { MeshState, SignedState } from '../../../src/api/state.ts'
import { canonical } from '../../../src/common/canonical.ts'
import { followState as followReal, type StateComponents, type StateKeeper } from '../../../src/hub/mesh-state.ts'
import { lies } from '../told.ts'

/** Far above any version of a test. */
const laterVersion = 1_000_000

export function followState(components: StateComponents): StateKeeper {
  const real = followReal(components)
  let first: SignedState | undefined
  const told = (signed: SignedState): SignedState => {
    first = first ?? signed
    const { state } = lies()
    if (state === 'replayed') return first
    return state === 'forged' ? forge(signed) : signed
  }
  return {
    ...real,
    current: () => {
      const signed = real.current()
      return signed && lies().state !== 'withheld' ? told(signed) : undefined
    },
    checkMember: endpoint => {
      if (!lies().isLenient) real.checkMember(endpoint)
    },
    onChange: listener =>
      real.onChange((signed, state) => {
        const { isLenient, state: lie } = lies()
        if (lie !== 'withheld') listener(told(signed), isLenient ? { ...state, evicted: [] } : state)
      }),
  }
}

function forge({ text, signature }: SignedState): SignedState {
  const state = JSON.parse(text) as MeshState
  return { text: canonical({ ...state, version: state.version + laterVersion, evicted: [] }), signature }
}
