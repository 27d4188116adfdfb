/**
 * `CONNECT /api/meshes/{mesh}/held-ports/{ip}/{protocol}/{port}` of the local API: a port that is open as long as the request.
 *
 * Owns the context of such a request. The port is not stored: however its caller ends, it is closed.
 */
import { refusalMessage } from '../common/http/refusal.ts'
import { decodePath, parseQuery } from '../common/http/url.ts'
import type { Agent } from './agent.ts'
import type { Check } from './connect.ts'
import { parsePort } from './parse.ts'

var $close: (() => void) | undefined

const route = '/api/meshes/{mesh}/held-ports/{ip}/{protocol}/{port}'

/** True for what this layout answers. */
export function isHold({ method, path }: RequestHead): boolean {
  return method === 'CONNECT' && path.split('/')[4] === 'held-ports'
}

export function createHold(agent: Agent, check: Check): PipelineLayout {
  const match = new http.Match(route)
  return pipeline($ =>
    $.onStart(() => {
      $close = undefined
    })
      .acceptHTTPTunnel(request => {
        try {
          const head = request.head as RequestHead
          check(head)
          const [path = '', query = ''] = head.path.split('?')
          const params = decodePath(match(path) ?? {})
          $close = agent.get(params.mesh ?? '').holdPort(parsePort(params, parseQuery(query)))
          return new Message({ status: 200 })
        } catch (caught) {
          return refusalMessage(caught)
        }
      })
      // Nothing is said either way; it is about the end.
      .to($ => $.replaceData())
      .onEnd(() => $close?.()),
  )
}
