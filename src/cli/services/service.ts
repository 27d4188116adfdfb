/**
 * A role as a service of the operating system: what all service managers have to know, and what each of them does with it.
 *
 * Types, and the places of files; owns nothing.
 */

export const roles = ['ca', 'hub', 'agent'] as const
export type Role = (typeof roles)[number]

export interface ServiceSpec {
  role: Role
  /** The launcher, absolute. */
  program: string
  /** The account that it runs as. */
  user: string
  /** Where the role keeps what must survive. */
  data: string
  /** Its options, one a line. */
  options: string
  /** Which engine the launcher takes, if that was said when it was installed. */
  environment: Record<string, string>
}

/** A service manager. Commands are lists of arguments, run one after the other. */
export interface Manager {
  name: 'systemd' | 'procd' | 'launchd'
  /** The directory of data when nothing else is said. */
  dataOf: (role: Role) => string
  /** The file that makes it a service. `mode` is octal. */
  fileOf: (spec: ServiceSpec) => { path: string; text: string; mode: string }
  /** Makes the account and its directory. */
  prepare: (spec: ServiceSpec) => string[][]
  /** Makes it start with the computer. */
  enable: (role: Role) => string[][]
  /** Makes it forget the service, before its file is removed and after. */
  disable: (role: Role) => string[][]
  forget: () => string[][]
  start: (role: Role) => string[][]
  stop: (role: Role) => string[][]
  /** Ends with status 0 if it serves. */
  isRunning: (role: Role) => string[]
  logs: (role: Role, lines: number) => string[]
}

/** `ztm-hub` */
export function unitOf(role: Role): string {
  return `ztm-${role}`
}

/** Where the options of a role are. */
export function optionsFile(role: Role): string {
  return `/etc/ztm/${role}.conf`
}

/** A file of options with nothing in it but how to write one. */
export function optionsText(role: Role, lines: string[]): string {
  const head = `# Options of \`ztm run ${role}\`, one a line: NAME VALUE. \`ztm run ${role} --help\` lists them.\n`
  return `${head}# After a change: ztm stop ${role}; ztm start ${role}\n${lines.map(line => `${line}\n`).join('')}`
}

/** What the role is called with. */
export function argumentsOf({ role, data, options }: ServiceSpec): string[] {
  return ['run', role, '--data', data, '--options', options]
}
