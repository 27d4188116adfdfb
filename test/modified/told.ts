/**
 * What this program is to lie about now: a test writes it into a file while the program runs.
 *
 * Owns nothing.
 */
import { readText } from '../../src/common/files.ts'
import type { AgentLies, HubLies } from './lies.ts'

export const lies = (): HubLies & AgentLies => JSON.parse(readText(os.env.ZTM_LIES ?? '')) as HubLies & AgentLies
