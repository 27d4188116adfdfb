/**
 * What the command line prints as JSON where it is not simply what the agent answers: of itself (`ztm help --json` and
 * `ztm COMMAND --help --json`, of which the reference, the man page and the completion are made), and what it puts together.
 *
 * Types only. Times are milliseconds since 1970 (UTC).
 */
import type { Endpoint, PingResult, Port, Service, ServiceProvider } from './types.ts'

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
  /** Another name, of one letter, with one dash. */
  short?: string
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

/** `ztm whoami`: who this computer is in one mesh. */
export interface Identity {
  mesh: string
  user: string
  endpoint: { id: string; name: string }
  /** Of the policy. */
  groups: string[]
  certificate: { notAfter: number }
}

/** `ztm get users`: a user, and its endpoints as far as they are known. */
export interface UserSummary {
  user: string
  groups: string[]
  endpoints: UserEndpoint[]
}

export interface UserEndpoint {
  id: string
  name: string
  isOnline: boolean
  /** When its certificate ends; admins only are told. */
  notAfter?: number
}

/** `ztm describe endpoints NAME`. */
export interface EndpointDescription extends Endpoint {
  /** It is the one of this computer. */
  isSelf: boolean
  /** Of an endpoint of one's own user. */
  ping?: PingResult
  /** Why there is no ping: the code of an error. */
  pingError?: string
}

/** `ztm describe services tcp/NAME`. */
export interface ServiceDescription {
  protocol: string
  name: string
  providers: ServiceProvider[]
  /** What this computer publishes under that name. */
  own?: Service
  /** Ports of this computer that lead to it. */
  ports: Port[]
}

/** `ztm apply`: what was changed, or would be. */
export interface Change {
  action: 'add' | 'remove' | 'change'
  kind: 'mesh' | 'service' | 'port'
  /** `home`, `tcp/web`, `tcp/127.0.0.1:8080`. */
  name: string
  /** Where it led before. */
  from?: string
  /** Where it leads. */
  to?: string
}
