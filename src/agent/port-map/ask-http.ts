/**
 * One HTTP/1.1 request to a device in the network, on a connection of its own.
 *
 * Owns that connection. What devices send is read up to a limit of bytes and of time, and as a text or not at all.
 */
import { createReader, type MessageReader, readMessage } from '../../common/http/framing.ts'
import type { Answer } from './types.ts'

/** How long a device may take, in seconds. */
const limitSeconds = 4

/** Most that is read of an answer, in bytes: descriptions of gateways have some tens of thousands. */
const mostBytes = 256 * 1024

export interface HTTPReply {
  status: number
  body: string
}

interface Exchange {
  to: string
  request: string
  reader: MessageReader
  received: Data
  outbound?: Outbound
  settle: () => void
}

var $exchange: Exchange

const connection = pipeline($ =>
  $.onStart((exchange: Exchange) => {
    $exchange = exchange
    return new Data(exchange.request)
  })
    .connect(() => $exchange.to, {
      connectTimeout: limitSeconds,
      idleTimeout: limitSeconds,
      onState: outbound => {
        $exchange.outbound = outbound
      },
    })
    .handleData(bytes => {
      const { reader, received, settle } = $exchange
      if (received.size + bytes.size > mostBytes) return settle()
      received.push(bytes)
      readMessage(reader, new Data(bytes))
      if (reader.stage === 'over' || reader.stage === 'unclear') settle()
    })
    .handleStreamEnd(() => $exchange.settle()),
)

/** `to` is IP:PORT; the text is the whole request. Never rejects. */
export async function askByHTTP(to: string, request: string): Promise<Answer<HTTPReply>> {
  const timer = new Timeout(limitSeconds)
  const exchange: Exchange = {
    to,
    request,
    reader: createReader('POST'),
    received: new Data(),
    settle: () => timer.cancel(),
  }
  connection.spawn(exchange)
  await timer.wait().catch(() => undefined)
  exchange.settle = () => undefined
  exchange.outbound?.close()
  const { reader, received } = exchange
  const { status } = reader.head ?? {}
  const isWhole = reader.stage === 'over' || reader.stage === 'until-end'
  const text = isWhole ? received.toString() : undefined
  if (status === undefined || text === undefined) return { failure: `${to} gives no answer by HTTP that can be read` }
  return { value: { status, body: bodyOf(text, reader.head?.length === undefined && reader.stage === 'over') } }
}

/** What is behind the head, put together where it came in chunks (RFC 9112, 7.1), which the reader has found well-formed. */
function bodyOf(text: string, isChunked: boolean): string {
  const rest = text.substring(text.indexOf('\r\n\r\n') + 4)
  if (!isChunked) return rest
  const parts: string[] = []
  // By bytes: a chunk may end inside a character.
  const bytes = new Data(rest)
  while (bytes.size > 0) {
    const line = bytes.shiftTo(one => one === 10).toString() ?? ''
    const size = Number(`0x${(line.split(';')[0] ?? '').trim()}`)
    if (!(size > 0)) break
    parts.push(bytes.shift(size).toString('hex'))
    bytes.shift(2)
  }
  return new Data(parts.join(''), 'hex').toString() ?? ''
}
