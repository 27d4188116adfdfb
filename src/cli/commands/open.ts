/** `ztm open`: opens a local port that leads to a service of the mesh. */
import type { Port } from '../../api/types.ts'
import type { Ending } from '../../common/command/program.ts'
import { fault } from '../../common/errors.ts'
import { encodeSegment, formatQuery } from '../../common/http/url.ts'
import { createTunnel } from '../agent-client.ts'
import { type Command, done, endpointOption, meshOption, placeOf } from '../command.ts'
import { parseListenAddress, parseService, type TypedService } from '../service-name.ts'

export const open: Command = {
  summary: 'Opens a port on this computer that leads to a service of the mesh.',
  details: [
    'The port stays open until ztm close, also when the agent or the computer is started again. With --foreground it is open as long as this command runs, and is never stored.',
    'Without an IP it listens on 127.0.0.1, for this computer only; with 0.0.0.0, for everybody who can reach it.',
  ],
  words: '[IP:]PORT tcp/NAME[@ENDPOINT]',
  count: [2, 2],
  complete: ['port', 'service'],
  options: {
    ...meshOption,
    ...endpointOption,
    sticky: { help: 'all connections of one client address go to the same provider' },
    http: { help: 'it is HTTP: when a provider fails, requests that may be repeated are sent to another' },
    foreground: { help: 'only as long as this command runs: end it with Ctrl-C' },
  },
  examples: [
    'ztm open 2222 tcp/ssh@server',
    'ztm open 0.0.0.0:8080 tcp/web',
    'ztm open 5353 udp/dns',
    'ztm open 8080 tcp/web --sticky',
    'ztm open 8080 tcp/web --http',
    'ztm open 5432 tcp/db --foreground',
    'ztm open 8080 tcp/web@desk --endpoint server',
  ],
  run: async ({ given, agent, mesh }) => {
    const { ip, port } = parseListenAddress(given.words[0] ?? '')
    const service = parseService(given.words[1] ?? '')
    const kinds: Kinds = {}
    if (given.has('sticky')) kinds.sticky = 'client-ip'
    if (given.has('http')) kinds.speaks = 'http'
    const place = placeOf(given)
    if (given.has('foreground') && given.has('endpoint')) throw held()
    if (given.has('foreground')) return await hold({ mesh: await mesh(), ip, port, service, ...kinds })
    const { protocol, name, endpoint } = service
    const opened = await agent('PUT /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', {
      params: { mesh: await mesh(), endpoint: place.endpoint, ip, protocol, port },
      body: {
        service: name,
        ...(endpoint ? { endpoint } : {}),
        ...kinds,
      },
    })
    return done(`open ${opened.ip}:${opened.port}, which leads to ${nameOf(service)}${place.words}`)
  },
}

const held = () =>
  fault('bad-request', '--foreground opens a port of this computer only', 'Leave out --foreground or --endpoint.')

/** What is special about a port. */
type Kinds = Pick<Port, 'sticky' | 'speaks'>

interface HeldPort extends Kinds {
  mesh: string
  ip: string
  port: string
  service: TypedService
}

/** Ends when the agent does; otherwise the command is ended by a signal, and the agent sees that. */
async function hold(port: HeldPort): Promise<Ending> {
  const { protocol, name, endpoint } = port.service
  const address = `${encodeSegment(port.ip)}/${protocol}/${encodeSegment(port.port)}`
  const query = formatQuery({ service: name, endpoint, sticky: port.sticky, speaks: port.speaks })
  const path = `/api/meshes/${encodeSegment(port.mesh)}/held-ports/${address}${query}`
  const tunnel = createTunnel(path, () =>
    println(`open ${port.ip}:${port.port}, which leads to ${nameOf(port.service)}, until you press Ctrl-C`),
  )
  await pipeline($ => $.onStart(new Data()).pipe(tunnel.layout)).spawn()
  throw tunnel.refusal() ?? fault('not-running', 'the agent ended, and the port with it', 'Start it: ztm run agent')
}

function nameOf({ protocol, name, endpoint }: TypedService): string {
  return `${protocol}/${name}${endpoint ? `@${endpoint}` : ''}`
}
