/**
 * Services of launchd, macOS's: a property list. launchd keeps no log, so the role writes one and rotates it.
 *
 * Pure: texts and command lines. The account must be there: macOS has no way to make one that fits every version.
 */
import { argumentsOf, type Manager, type Role, type ServiceSpec } from './service.ts'

const labelOf = (role: Role): string => `ztm.${role}`
const fileOf = (role: Role): string => `/Library/LaunchDaemons/${labelOf(role)}.plist`
const logOf = (data: string): string => `${data}/log`

function escape(text: string): string {
  return text.split('&').join('&amp;').split('<').join('&lt;')
}

function textOf(spec: ServiceSpec): string {
  const { role, program, user, data, environment } = spec
  const log = ['--log-file', logOf(data)]
  const words = [program, ...argumentsOf(spec), ...log].map(word => `    <string>${escape(word)}</string>`)
  const variables = Object.keys(environment).map(
    name => `    <key>${name}</key><string>${escape(environment[name] ?? '')}</string>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ZTM ${role}: written by \`ztm install ${role}\`, which replaces it. Options are in ${spec.options}. -->
<plist version="1.0">
<dict>
  <key>Label</key><string>${labelOf(role)}</string>
  <key>ProgramArguments</key>
  <array>
${words.join('\n')}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>PATH</key><string>/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin</string>
${variables.join('')}  </dict>
  <key>UserName</key><string>${escape(user)}</string>
  <key>Umask</key><integer>63</integer>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><true/>
  <key>ThrottleInterval</key><integer>5</integer>
  <key>StandardErrorPath</key><string>${escape(data)}/errors</string>
</dict>
</plist>
`
}

const account = `id -u "$1" >/dev/null 2>&1 || { echo "there is no user $1: make it, or choose another with --user" >&2; exit 1; }
mkdir -p "$2" && chown "$1" "$2" && chmod 700 "$2"`

export const launchd: Manager = {
  name: 'launchd',
  dataOf: role => `/usr/local/var/ztm/${role}`,
  fileOf: spec => ({ path: fileOf(spec.role), text: textOf(spec), mode: '644' }),
  prepare: ({ user, data }) => [['sh', '-c', account, 'sh', user, data]],
  enable: role => [['sh', '-c', 'launchctl bootout "system/$1" 2>/dev/null; true', 'sh', labelOf(role)]],
  disable: role => [['launchctl', 'bootout', `system/${labelOf(role)}`]],
  forget: () => [],
  start: role => [
    [
      'sh',
      '-c',
      'launchctl bootstrap system "$1" 2>/dev/null; launchctl kickstart -k "system/$2"',
      'sh',
      fileOf(role),
      labelOf(role),
    ],
  ],
  stop: role => [['launchctl', 'bootout', `system/${labelOf(role)}`]],
  isRunning: role => ['sh', '-c', 'launchctl print "system/$1" | grep -q "state = running"', 'sh', labelOf(role)],
  logs: (role, lines) => ['tail', '-n', String(lines), logOf(launchd.dataOf(role)), `${launchd.dataOf(role)}/errors`],
}
