/**
 * The console's files, as the agent serves them to a browser beside its API.
 *
 * Owns nothing: the engine's http.Directory reads and keeps the files of `gui`, beside the bundle. Serves no data of a mesh:
 * all of that is behind the API and its token. Who may call at all is decided before (local-access.ts).
 */
import { fault } from '../common/errors.ts'

/** By all that follows the first dot of a file's name: the build gives no file two (http.Directory in typings/pipy/http.d.ts). */
const contentTypes = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Nothing inline, nothing from elsewhere, nobody around it, nothing told to anybody. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

/** The build puts a digest into the names below, so what has such a name never changes. */
const hashed = '/assets/'

export interface Console {
  /** The file of a path. Throws method-not-allowed or not-found. */
  answer: (head: RequestHead) => Message
}

export function createConsole(): Console {
  const files = new http.Directory('/gui', { contentTypes, index: 'index.html' })
  return {
    answer: head => {
      if (head.method !== 'GET' && head.method !== 'HEAD') {
        throw fault('method-not-allowed', `${head.method} is not available on the console`)
      }
      const path = pathOf(head)
      const file = path ? files.serve(new Message({ method: 'GET', path, headers: {} })) : null
      if (!file) throw missing(head)
      const caching = path.startsWith(hashed) ? 'private, max-age=31536000, immutable' : 'no-cache'
      const type = file.head.headers['content-type'] ?? ''
      return new Message(
        { status: 200, headers: { 'content-type': type, 'cache-control': caching, ...headers } },
        file.body,
      )
    },
  }
}

/** The path without a query; '' for one that could lead out of the folder, which '/..?' does on Pipy. */
function pathOf(head: RequestHead): string {
  const mark = head.path.indexOf('?')
  const path = mark < 0 ? head.path : head.path.substring(0, mark)
  return path.includes('..') || path.includes('%') || path.includes('\\') ? '' : path
}

function missing({ path }: RequestHead): unknown {
  if (path === '/') return fault('not-found', 'the console is not installed', 'Put the folder gui beside ztm-agent.js.')
  return fault('not-found', 'there is no such file in the console', 'It begins at /')
}
