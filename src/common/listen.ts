/**
 * Opens listeners, also on "any free port", which Pipy does not know.
 *
 * Owns no state: the engine owns the listener.
 */
import { formatAddress, parseAddress } from './addresses.ts'
import { fault, toFault } from './errors.ts'

/** Free ports are looked for from here, above what systems hand out for services. */
const firstPort = 20000

/** ... and below where Linux takes the ports of outgoing connections from. */
const lastPort = 32000

/** Attempts to find a free port before giving up: fails only where nearly all are taken. */
const attempts = 50

/**
 * Listens on `address` (`IP:PORT`; port 0 takes a free one) and returns the address it listens on.
 * Throws address-in-use with the engine's reason.
 */
export function listen(address: string, options: ListenOptions, layout: PipelineLayout, random: () => number): string {
  const { host, port } = parseAddress(address, 'listen address')
  if (port !== 0) return open(address, options, layout)
  let last = fault('address-in-use', `no free port on ${host}`)
  for (let i = 0; i < attempts; i++) {
    try {
      return open(formatAddress(host, firstPort + Math.floor(random() * (lastPort - firstPort))), options, layout)
    } catch (caught) {
      last = toFault(caught)
    }
  }
  throw last
}

function open(address: string, options: ListenOptions, layout: PipelineLayout): string {
  try {
    pipy.listen(address, options, layout)
    return address
  } catch (caught) {
    throw fault(
      'address-in-use',
      `cannot listen on ${address}: ${toFault(caught).message}`,
      'Choose another port, or find who has it: ss -ltnp',
    )
  }
}
