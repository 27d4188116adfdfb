/**
 * What the command line prints of itself as JSON: `ztm help --json` and `ztm COMMAND --help --json`.
 *
 * Types only. The reference, the man page and the completion are made from it.
 */

/** A command or a role, and how it is called. */
export interface ProgramDescription {
  /** As typed: `ztm publish`. */
  name: string
  /** A sentence. */
  summary: string
  /** What else one should know, a paragraph each. */
  details: string[]
  usage: string
  options: OptionDescription[]
  /** Real command lines. */
  examples: string[]
  /** The TypeScript type of what --json prints; absent: there is no --json. */
  prints?: string
  /** Of ZTM. */
  version: string
}

export interface OptionDescription {
  /** Without the dashes. */
  name: string
  /** Name of its value; absent: it takes none. */
  value?: string
  help: string
  default?: string
  /** It may be given several times. */
  many?: boolean
  required?: boolean
}

/** All commands, in the groups in which they are listed. */
export interface CommandList {
  version: string
  groups: { title: string; commands: ProgramDescription[] }[]
}
