/**
 * A mapping by UPnP: finds the router's service, and calls it.
 *
 * Owns nothing: the service is looked for with every mapping, since it moves to another port when the router starts again.
 */
import { askByHTTP } from './ask-http.ts'
import { askByUDP } from './ask-udp.ts'
import { callText, getText, parseDescription, parseSearchReply, type Service, searchText, textIn } from './igd.ts'
import type { Answer, Mapped, Mapper, Wish } from './types.ts'

/** Errors of AddPortMapping (WANIPConnection:1, 2.4.16). */
const conflict = '718'
const permanentOnly = '725'

/** External ports that are tried while others have them. */
const mostPorts = 4
const portStep = 1013

/** Ports that may be asked for. */
const firstPort = 1024
const lastPort = 65535

export const upnp: Mapper = {
  name: 'upnp',
  map: async wish => {
    const found = await findService(wish.router)
    if ('failure' in found) return found
    const told = await call(found.value, 'GetExternalIPAddress', [])
    if ('failure' in told) return told
    const address = textIn(told.value, 'NewExternalIPAddress')
    if (address === undefined) return { failure: 'it does not tell its external address' }
    const added = await addMapping(found.value, wish)
    return 'failure' in added ? added : { value: { ...added.value, address } }
  },
  unmap: async ({ router }, { port }) => {
    const found = await findService(router)
    if ('value' in found) await call(found.value, 'DeletePortMapping', keyOf(port))
  },
}

async function findService(router: string): Promise<Answer<Service>> {
  const place = await askByUDP({
    to: `${router}:1900`,
    request: new Data(searchText(router)),
    parse: datagram => {
      const text = datagram.toString()
      const value = text === undefined ? undefined : parseSearchReply(text, router)
      return value ? { value } : undefined
    },
  })
  if (!place) return { failure: 'no answer' }
  if ('failure' in place) return place
  const described = await askByHTTP(place.value.host, getText(place.value))
  if ('failure' in described) return described
  const value = parseDescription(described.value.body, place.value, router)
  return value ? { value } : { failure: 'it describes no service that maps ports' }
}

/** Asks for other ports while the one is taken; the mapping stays until it is deleted where the router knows no other. */
async function addMapping(service: Service, wish: Wish): Promise<Answer<Omit<Mapped, 'address'>>> {
  let { wanted: port, seconds } = wish
  let failure = ''
  for (let i = 0; i < mostPorts; i++) {
    const added = await call(service, 'AddPortMapping', [
      ...keyOf(port),
      ['NewInternalPort', String(wish.port)],
      ['NewInternalClient', wish.client],
      ['NewEnabled', '1'],
      ['NewPortMappingDescription', 'ztm'],
      ['NewLeaseDuration', String(seconds)],
    ])
    if ('value' in added) return { value: { port, seconds } }
    failure = added.failure
    if (failure.endsWith(permanentOnly)) seconds = 0
    else if (failure.endsWith(conflict)) port = firstPort + ((port + portStep) % (lastPort - firstPort))
    else break
  }
  return { failure }
}

function keyOf(port: number): [string, string][] {
  return [
    ['NewRemoteHost', ''],
    ['NewExternalPort', String(port)],
    ['NewProtocol', 'TCP'],
  ]
}

/** Resolves with the text of the answer. */
async function call(service: Service, action: string, args: [string, string][]): Promise<Answer<string>> {
  const answer = await askByHTTP(service.control.host, callText(service, action, args))
  if ('failure' in answer) return answer
  const { status, body } = answer.value
  if (status === 200) return { value: body }
  const code = textIn(body, 'errorCode')
  return { failure: `${action} fails with ${code === undefined ? `status ${status}` : `error ${code}`}` }
}
