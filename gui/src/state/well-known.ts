/** What usually listens on a port: the name that a service of it gets unless somebody chooses another. Data. */

const names: Record<number, string> = {
  21: 'ftp',
  22: 'ssh',
  25: 'smtp',
  53: 'dns',
  80: 'web',
  143: 'imap',
  389: 'ldap',
  443: 'https',
  445: 'smb',
  631: 'printer',
  1433: 'mssql',
  1883: 'mqtt',
  3000: 'web-3000',
  3306: 'mysql',
  3389: 'rdp',
  5432: 'postgres',
  5672: 'amqp',
  5900: 'vnc',
  6379: 'redis',
  8080: 'web-8080',
  8443: 'https-8443',
  9090: 'prometheus',
  9200: 'elasticsearch',
  11434: 'ollama',
  27017: 'mongodb',
}

export function nameOfPort(port: number): string {
  return names[port] ?? `port-${port}`
}
