/**
 * The table of commands, in groups as `ztm help` lists them.
 *
 * A command is a file in commands/ and a line here. `ztm run ROLE` is not among them: the launcher starts the role's bundle.
 */
import type { Command } from './command.ts'
import { activity } from './commands/activity.ts'
import { apply } from './commands/apply.ts'
import { audit } from './commands/audit.ts'
import { bugreport } from './commands/bugreport.ts'
import { ca } from './commands/ca.ts'
import { close } from './commands/close.ts'
import { completion } from './commands/completion.ts'
import { connect } from './commands/connect.ts'
import { describe } from './commands/describe.ts'
import { doctor } from './commands/doctor.ts'
import { evict } from './commands/evict.ts'
import { get } from './commands/get.ts'
import { install } from './commands/install.ts'
import { invite } from './commands/invite.ts'
import { join } from './commands/join.ts'
import { leave } from './commands/leave.ts'
import { logs } from './commands/logs.ts'
import { meshes } from './commands/meshes.ts'
import { open } from './commands/open.ts'
import { permits } from './commands/permits.ts'
import { ping } from './commands/ping.ts'
import { policy } from './commands/policy.ts'
import { publish } from './commands/publish.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { stop } from './commands/stop.ts'
import { ui } from './commands/ui.ts'
import { uninstall } from './commands/uninstall.ts'
import { unpublish } from './commands/unpublish.ts'
import { users } from './commands/users.ts'
import { version } from './commands/version.ts'
import { whoami } from './commands/whoami.ts'

export interface Group {
  title: string
  commands: Record<string, Command>
}

export const groups: Group[] = [
  { title: 'Meshes of this computer', commands: { join, leave, meshes, status, whoami, doctor } },
  { title: 'Services', commands: { publish, unpublish, open, close, connect, apply } },
  { title: 'What there is', commands: { get, describe, users, ping, activity } },
  { title: 'Administration', commands: { invite, permits, evict, policy, audit, ca } },
  { title: 'Services of this computer', commands: { install, uninstall, start, stop, logs } },
  { title: 'This program', commands: { ui, completion, bugreport, version } },
]

/** The command of that name. */
export function findCommand(name: string): Command | undefined {
  for (const { commands } of groups) if (Object.keys(commands).includes(name)) return commands[name]
  return undefined
}

/** What can be typed first. */
export function commandNames(): string[] {
  const names: string[] = []
  for (const { commands } of groups) names.push(...Object.keys(commands))
  return [...names, 'run', 'help']
}
