/** The global `DNS`: names to addresses by the system's resolver. Follows DNS::resolve of Pipy's src/api/dns.cpp. */
import { lookup } from 'node:dns'
import { textArgument } from './arguments.ts'

export const DNS = {
  /** Null when it cannot be resolved; never rejects. */
  resolve(hostname: unknown): Promise<string[] | null> {
    const name = textArgument(hostname, 1)
    return new Promise(done => {
      lookup(name, { all: true, order: 'verbatim' }, (error, found) => {
        done(error || found.length === 0 ? null : found.map(({ address }) => address))
      })
    })
  },
}
