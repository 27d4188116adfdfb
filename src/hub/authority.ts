/**
 * The CA as a hub has it: what it asks by itself, and where it carries what endpoints have to say.
 *
 * A type only: a CA of the same process or of another is made in main.ts.
 */
import type { CAService } from '../api/ca.ts'

export interface Authority extends CAService {
  /** Carries the bytes of an endpoint's TLS to the CA; started with the address that it comes from. Spoken there: AdminApi. */
  administration: PipelineLayout
}
