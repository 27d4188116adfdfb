/**
 * Who is at the other end of the connection that is being served: one value per connection and what it carries.
 *
 * Owns the context variable; set by the listener when the handshake is done, read by everything behind it.
 */
import { formatAddress } from '../common/addresses.ts'
import { fault } from '../common/errors.ts'

/** The endpoint that the client certificate names. */
export interface Caller {
  id: string
  user: string
  /** Address the connection comes from. */
  address: string
}

var $caller: Caller | undefined
var $address = ''
var $port = 0

/** Set when a connection is accepted. */
export function setAddress(address: string, port: number): void {
  $address = address
  $port = port
}

/** Where the connection comes from, whoever it is. */
export function getAddress(): string {
  return $address
}

/** The same with its port, as a NAT in between has it. */
export function getOrigin(): string {
  return formatAddress($address, $port)
}

export function setCaller(caller: Caller): void {
  $caller = caller
}

/** The caller of this connection; a connection without one never gets as far as asking. */
export function getCaller(): Caller {
  if (!$caller) throw fault('internal', 'a connection without a caller was let through')
  return $caller
}
