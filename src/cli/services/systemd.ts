/**
 * Services of systemd: a unit with an account of its own that may write nothing but its state.
 *
 * Pure: texts and command lines.
 */
import { argumentsOf, type Manager, type Role, type ServiceSpec, unitOf } from './service.ts'

/** Seconds until the role must have said that it serves: a hub may wait for its CA. */
const startSeconds = 60

/** What the account may not do. Left out: MemoryDenyWriteExecute, because Node compiles what it runs. */
const hardening = `NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077`

/** Only who serves others needs a port below 1024. */
const capabilities: Record<Role, string> = { ca: '', hub: 'CAP_NET_BIND_SERVICE', agent: 'CAP_NET_BIND_SERVICE' }

const descriptions: Record<Role, string> = { ca: 'CA', hub: 'hub', agent: 'agent' }

function textOf(spec: ServiceSpec): string {
  const { role, program, user, environment } = spec
  const variables = Object.keys(environment).map(name => `Environment=${name}=${environment[name]}\n`)
  // A directory elsewhere is the operator's to make; within /var/lib systemd does.
  const state = spec.data.startsWith('/var/lib/')
    ? `StateDirectory=${spec.data.substring('/var/lib/'.length)}\nStateDirectoryMode=0700`
    : `ReadWritePaths=${spec.data}`
  return `# ZTM ${descriptions[role]}: written by \`ztm install ${role}\`, which replaces it. Options are in ${spec.options}.
[Unit]
Description=ZTM ${descriptions[role]}
Documentation=man:ztm(1)
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
NotifyAccess=all
User=${user}
Group=${user}
${state}
CacheDirectory=ztm
Environment=XDG_CACHE_HOME=/var/cache
${variables.join('')}ExecStart=${program} ${argumentsOf(spec).join(' ')}
Restart=always
RestartSec=2
RestartPreventExitStatus=2
TimeoutStartSec=${startSeconds}
TimeoutStopSec=15
KillMode=mixed
LimitNOFILE=65536
AmbientCapabilities=${capabilities[role]}
CapabilityBoundingSet=${capabilities[role]}
${hardening}

[Install]
WantedBy=multi-user.target
`
}

const account = `getent passwd "$1" >/dev/null || useradd --system --user-group --no-create-home \
--home-dir /var/lib/ztm --shell /usr/sbin/nologin "$1"`

export const systemd: Manager = {
  name: 'systemd',
  dataOf: role => `/var/lib/ztm/${role}`,
  fileOf: spec => ({ path: `/etc/systemd/system/${unitOf(spec.role)}.service`, text: textOf(spec), mode: '644' }),
  prepare: ({ user }) => [['sh', '-c', account, 'sh', user]],
  enable: role => [
    ['systemctl', 'daemon-reload'],
    ['systemctl', 'enable', '--quiet', unitOf(role)],
  ],
  disable: role => [['systemctl', 'disable', '--quiet', '--now', unitOf(role)]],
  forget: () => [['systemctl', 'daemon-reload']],
  start: role => [
    ['systemctl', 'reset-failed', unitOf(role)],
    ['systemctl', 'restart', unitOf(role)],
  ],
  stop: role => [['systemctl', 'stop', unitOf(role)]],
  isRunning: role => ['systemctl', 'is-active', '--quiet', unitOf(role)],
  logs: (role, lines) => ['journalctl', '--no-pager', '--output=cat', `--lines=${lines}`, `--unit=${unitOf(role)}`],
}
