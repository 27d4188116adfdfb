/**
 * Reads server and protocol names out of a TLS ClientHello (RFC 8446, section 4.1.2). Pure.
 */

/** **Absent extensions are undefined**, as on Pipy. */
export interface ClientHello {
  serverNames?: string[]
  protocolNames?: string[]
}

const recordHandshake = 22
const handshakeClientHello = 1
const extensionServerName = 0
const extensionALPN = 16

/** A ClientHello never needs more: what claims to is not one. */
const longestHello = 128 * 1024

/** The longest one with the headers of its records, of whatever size: more is not kept waiting for the rest. */
const mostBytes = 2 * longestHello

/** Undefined while bytes are missing; 'none' if it cannot become a ClientHello. */
export function parseClientHello(bytes: Buffer): ClientHello | 'none' | undefined {
  const parts: Buffer[] = []
  let at = 0
  while (at + 5 <= bytes.length) {
    if (bytes[at] !== recordHandshake) return 'none'
    const length = bytes.readUInt16BE(at + 3)
    parts.push(bytes.subarray(at + 5, at + 5 + length))
    at += 5 + length
  }
  if (bytes.length > 0 && bytes[0] !== recordHandshake) return 'none'
  // Records without content would go on for ever.
  if (bytes.length > mostBytes) return 'none'
  const message = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  if (message.length < 4) return undefined
  const length = message.readUIntBE(1, 3)
  if (message[0] !== handshakeClientHello || length > longestHello) return 'none'
  if (message.length < 4 + length) return undefined
  try {
    return readHello(message.subarray(4, 4 + length))
  } catch {
    return 'none'
  }
}

/** Throws RangeError where a length points outside. */
function readHello(body: Buffer): ClientHello {
  let at = 2 + 32
  at += 1 + body.readUInt8(at)
  at += 2 + body.readUInt16BE(at)
  at += 1 + body.readUInt8(at)
  const hello: ClientHello = {}
  if (at >= body.length) return hello
  const end = at + 2 + body.readUInt16BE(at)
  at += 2
  while (at + 4 <= end) {
    const type = body.readUInt16BE(at)
    const length = body.readUInt16BE(at + 2)
    const content = body.subarray(at + 4, at + 4 + length)
    if (type === extensionServerName) hello.serverNames = readServerNames(content)
    if (type === extensionALPN) hello.protocolNames = readProtocols(content)
    at += 4 + length
  }
  return hello
}

function readServerNames(content: Buffer): string[] {
  const names: string[] = []
  for (let at = 2; at + 3 <= content.length; ) {
    const length = content.readUInt16BE(at + 1)
    names.push(content.toString('latin1', at + 3, at + 3 + length))
    at += 3 + length
  }
  return names
}

function readProtocols(content: Buffer): string[] {
  const names: string[] = []
  for (let at = 2; at < content.length; ) {
    const length = content.readUInt8(at)
    names.push(content.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return names
}
