/** From a port that is open to what is behind it: an address for the browser, a command for a shell, or the address alone. */
import type { Port } from '../../../src/api/types.ts'
import { addressOf } from '../state/open-port.ts'
import { t } from '../words/language.ts'
import { CopyText } from './copy.tsx'

/** What browsers refuse to talk to, or cannot: services of these names are no web pages. */
const others = [
  'smtp',
  'imap',
  'ftp',
  'dns',
  'sql',
  'redis',
  'postgres',
  'mongo',
  'mqtt',
  'amqp',
  'rdp',
  'vnc',
  'smb',
  'ldap',
]

export function PortLink({ port }: { port: Pick<Port, 'ip' | 'port' | 'protocol' | 'service'> }) {
  const address = addressOf(port)
  const name = port.service.toLowerCase()
  if (port.protocol === 'tcp' && name.includes('ssh')) return <CopyText text={`ssh -p ${port.port} ${port.ip}`} />
  const isPage = port.protocol === 'tcp' && !others.some(other => name.includes(other))
  return (
    <span class="row">
      <CopyText text={address} />
      {isPage && (
        <a
          href={`${name.includes('https') ? 'https' : 'http'}://${address}/`}
          target="_blank"
          rel="noreferrer noopener"
          aria-label={`${t('visit')}: ${address}`}
        >
          {t('visit')}
        </a>
      )}
    </span>
  )
}
