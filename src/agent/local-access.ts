/**
 * Who may call the local API: whoever knows the token, through an address of this computer.
 *
 * Owns the token's file `api-token` (mode 0600, in the data directory of mode 0700). The checks of Host and Origin stop
 * web pages of others that the user has open (DNS rebinding, cross-site requests).
 */

import { isSameSecret } from '../common/digest.ts'
import { fault } from '../common/errors.ts'
import { readText, writeSecret } from '../common/files.ts'
import { randomHex } from '../common/random.ts'

const tokenFile = 'api-token'

/** Bytes of a token: cannot be guessed. */
const tokenBytes = 32

/** The token of this data directory, made at the first start. Throws storage-failed. */
export function loadToken(directory: string): string {
  const path = os.path.join(directory, tokenFile)
  const known = os.stat(path)?.isFile() ? readText(path).trim() : ''
  if (known) return known
  const token = randomHex(tokenBytes)
  writeSecret(path, `${token}\n`)
  return token
}

/** Throws foreign-origin unless the request is for this agent and from none but its own page. `address`: where it listens. */
export function checkOrigin(head: RequestHead, address: string): void {
  const port = address.substring(address.lastIndexOf(':') + 1)
  const allowed = [address, `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
  const host = textOf(head, 'host')
  if (!allowed.includes(host)) {
    throw fault('foreign-origin', `requests for the host "${host}" are not answered`, `Call http://127.0.0.1:${port}`)
  }
  const origin = textOf(head, 'origin')
  if (origin !== '' && !allowed.some(name => origin === `http://${name}`)) {
    throw fault('foreign-origin', `requests from pages of ${origin} are not answered`, 'Use the console of this agent.')
  }
}

/** Throws unauthorized unless the request carries the token. */
export function checkToken(head: RequestHead, token: string): void {
  if (!isSameSecret(textOf(head, 'authorization'), `Bearer ${token}`)) {
    throw fault(
      'unauthorized',
      'the token of the local API is missing or wrong',
      `It is in the file ${tokenFile} of the agent's data directory: authorization: Bearer TOKEN`,
    )
  }
}

function textOf(head: RequestHead, name: string): string {
  const value = head.headers?.[name]
  return typeof value === 'string' ? value : ''
}
