/**
 * `CONNECT /api/meshes/{mesh}/streams/tcp/{name}` of the local API: the request becomes a stream to a service.
 *
 * Owns the context of such a request. Who may call is decided by `check`, handed in; where the service is, by streams.ts.
 */
import { fault } from '../common/errors.ts'
import { refusalMessage } from '../common/http/refusal.ts'
import { decodePath, parseQuery } from '../common/http/url.ts'
import { checkName } from '../common/names.ts'
import type { Agent } from './agent.ts'
import type { Stream } from './streams.ts'

interface Connecting {
  stream?: Stream
  /** Whoever asked does not want it any more. */
  isGone: boolean
}

var $connecting: Connecting | undefined

/** Throws what is to be refused of a request. */
export type Check = (head: RequestHead) => void

export function createConnect(agent: Agent, check: Check): PipelineLayout {
  const match = new http.Match('/api/meshes/{mesh}/streams/{protocol}/{name}')
  const bytes = pipeline($ =>
    $.swap(() => {
      $connecting?.stream?.join()
      return $connecting?.stream?.hub
    }),
  )
  return pipeline($ =>
    $.onStart(() => {
      $connecting = { isGone: false }
    })
      .acceptHTTPTunnel(async request => {
        const connecting = $connecting ?? { isGone: true }
        try {
          const head = request.head as RequestHead
          check(head)
          connecting.stream = await open(agent, match, head.path)
          if (connecting.isGone) connecting.stream.leave()
          return new Message({ status: 200 })
        } catch (caught) {
          return refusalMessage(caught)
        }
      })
      .to($ => $.onStart(new Data()).pipe(bytes))
      .onEnd(() => {
        if (!$connecting) return
        $connecting.isGone = true
        $connecting.stream?.leave()
      }),
  )
}

function open(agent: Agent, match: (path: string) => Record<string, string> | null, target: string): Promise<Stream> {
  const mark = target.indexOf('?')
  const params = match(mark < 0 ? target : target.substring(0, mark))
  if (!params) throw fault('not-found', 'a stream is asked for by /api/meshes/{mesh}/streams/tcp/{name}')
  const { mesh = '', protocol, name } = decodePath(params)
  if (protocol !== 'tcp') {
    throw fault('bad-request', 'only TCP services can be connected to', 'For a UDP service open a port: ztm open')
  }
  const { endpoint } = parseQuery(mark < 0 ? '' : target.substring(mark + 1))
  return agent.get(mesh).openStream({
    protocol,
    service: checkName(name, 'service name'),
    endpoint: endpoint === undefined ? undefined : checkName(endpoint, 'endpoint'),
  })
}
