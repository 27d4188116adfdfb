/**
 * Before each test of a suite that needs an engine: skips it, with the reason, where that engine is not on this machine.
 *
 * Owns nothing. Shared meshes of a file must ask `isAvailable` themselves, because hooks run before this.
 */
import { beforeEach } from 'vitest'
import { currentMatrix, engines, isAvailable } from './engines.ts'

beforeEach(context => {
  context.skip(!isAvailable(currentMatrix()), engines.pipy.enabledBy)
})

// The main program went away, however that happened: so do we, and with us, by the reaper, every child.
process.on('disconnect', () => process.exit(1))
