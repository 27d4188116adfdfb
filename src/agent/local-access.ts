/**
 * Who may call the local API: whoever knows the token, through an address of this computer.
 *
 * Owns the token's file `api-token` (mode 0600, in the data directory of mode 0700). The checks of Host and Origin stop
 * web pages of others that the user has open (DNS rebinding, cross-site requests).
 */
import { fault, toFault } from '../common/errors.ts'
import { randomToken } from '../common/random.ts'

const tokenFile = 'api-token'

/** Bytes of a token: cannot be guessed. */
const tokenBytes = 32

/** The token of this data directory, made at the first start. Throws storage-failed. */
export function loadToken(directory: string): string {
  const path = os.path.join(directory, tokenFile)
  const known = os.stat(path)?.isFile() ? os.read(path).toString().trim() : ''
  if (known) return known
  const token = randomToken(tokenBytes)
  try {
    os.write(path, `${token}\n`)
    if (os.platform !== 'win32') pipy.exec(['chmod', '600', path])
  } catch (caught) {
    throw fault('storage-failed', `cannot write ${path}: ${toFault(caught).message}`)
  }
  return token
}

/** Throws foreign-origin or unauthorized unless the request may be answered. `address` is what the API listens on. */
export function checkAccess(head: RequestHead, token: string, address: string): void {
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
  if (!isSame(textOf(head, 'authorization'), `Bearer ${token}`)) {
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

/** Compared by digest, so that the time it takes tells nothing about how much of the token was right. */
function isSame(given: string, expected: string): boolean {
  return digest(given) === digest(expected)
}

function digest(text: string): string {
  const hash = new crypto.Hash('sha256')
  hash.update(text)
  return hash.digest('hex')
}
