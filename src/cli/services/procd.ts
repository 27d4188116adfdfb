/**
 * Services of procd, OpenWrt's: an init script. /var is in memory there, so the state is beside the options in /etc/ztm.
 *
 * Pure: texts and command lines.
 */
import { argumentsOf, type Manager, type Role, type ServiceSpec, unitOf } from './service.ts'

function textOf(spec: ServiceSpec): string {
  const { role, program, user, data, environment } = spec
  const pairs = Object.keys(environment).map(name => ` ${name}=${environment[name]}`)
  const variables = pairs.length > 0 ? `\tprocd_set_param env${pairs.join('')}\n` : ''
  return `#!/bin/sh /etc/rc.common
# ZTM ${role}: written by \`ztm install ${role}\`, which replaces it. Options are in ${spec.options}.
USE_PROCD=1
START=95
STOP=10

start_service() {
\tmkdir -p ${data}
\tchown -R ${user}: ${data}
\tchmod 700 ${data}
\tprocd_open_instance
\tprocd_set_param command ${program} ${argumentsOf(spec).join(' ')}
${variables}\tprocd_set_param user ${user}
\tprocd_set_param respawn 3600 5 0
\tprocd_set_param limits nofile="65536 65536"
\tprocd_set_param no_new_privs 1
\tprocd_set_param stdout 1
\tprocd_set_param stderr 1
\tprocd_set_param file ${spec.options}
\tprocd_close_instance
}
`
}

/** There is no useradd. The number is below those that OpenWrt's packages take. */
const account = `grep -q "^$1:" /etc/passwd || {
  echo "$1:x:7777:7777:ztm:/etc/ztm:/bin/false" >>/etc/passwd
  echo "$1:x:7777:" >>/etc/group
}`

const script = (role: Role): string => `/etc/init.d/${unitOf(role)}`

export const procd: Manager = {
  name: 'procd',
  dataOf: role => `/etc/ztm/${role}`,
  fileOf: spec => ({ path: script(spec.role), text: textOf(spec), mode: '755' }),
  prepare: ({ user }) => [['sh', '-c', account, 'sh', user]],
  enable: role => [[script(role), 'enable']],
  disable: role => [
    [script(role), 'stop'],
    [script(role), 'disable'],
  ],
  forget: () => [],
  start: role => [[script(role), 'restart']],
  stop: role => [[script(role), 'stop']],
  isRunning: role => [script(role), 'running'],
  logs: (role, lines) => ['sh', '-c', 'logread -e "$1" | tail -n "$2"', 'sh', unitOf(role), String(lines)],
}
