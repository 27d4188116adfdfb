/**
 * The protocols by which a router is asked for a mapping, in the order in which they are tried.
 *
 * Owns nothing.
 */
import { askByUDP } from './ask-udp.ts'
import { parseIPv4 } from './bytes.ts'
import * as natPMP from './nat-pmp.ts'
import * as pcp from './pcp.ts'
import type { Answer, Mapper, Wish } from './types.ts'
import { upnp } from './upnp.ts'

/** Where routers listen for PCP and NAT-PMP. */
const port = 5351

const silent = { failure: 'no answer' }

const pcpMapper: Mapper = {
  name: 'pcp',
  map: async wish => {
    const question = questionOf(wish, wish.seconds)
    return (
      (await askByUDP({
        to: `${wish.router}:${port}`,
        request: pcp.mapRequest(question),
        parse: datagram => pcp.parseMapReply(datagram.toArray(), question),
      })) ?? silent
    )
  },
  unmap: async wish => {
    const question = questionOf(wish, 0)
    await askByUDP({
      to: `${wish.router}:${port}`,
      request: pcp.mapRequest(question),
      parse: datagram => pcp.parseMapReply(datagram.toArray(), question),
    })
  },
}

function questionOf(wish: Wish, seconds: number): pcp.MapQuestion {
  const { nonce, port: internal, wanted } = wish
  return { client: parseIPv4(wish.client) ?? [], nonce, port: internal, wanted, seconds }
}

const natPMPMapper: Mapper = {
  name: 'nat-pmp',
  map: async wish => {
    const to = `${wish.router}:${port}`
    const parse = (datagram: Data) => natPMP.parseAddressReply(datagram.toArray())
    const told = (await askByUDP({ to, request: natPMP.addressRequest(), parse })) ?? silent
    if ('failure' in told) return told
    const mapped = await askForMapping(to, wish, wish.seconds)
    return 'failure' in mapped ? mapped : { value: { ...mapped.value, address: told.value } }
  },
  unmap: async wish => {
    await askForMapping(`${wish.router}:${port}`, wish, 0)
  },
}

async function askForMapping(to: string, wish: Wish, seconds: number): Promise<Answer<natPMP.MapReply>> {
  const request = natPMP.mapRequest(wish.port, wish.wanted, seconds)
  const parse = (datagram: Data) => natPMP.parseMapReply(datagram.toArray(), wish.port)
  return (await askByUDP({ to, request, parse })) ?? silent
}

export const mappers: Mapper[] = [pcpMapper, natPMPMapper, upnp]
