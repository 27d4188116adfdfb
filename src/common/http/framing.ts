/**
 * Where HTTP/1 messages begin and end in the bytes of a connection (RFC 9112), for who passes them on as they are.
 *
 * A reader owns how far it has come in one message. Nothing is changed, and nothing is guessed: what is not plainly HTTP/1,
 * or may be read in two ways, is `unclear`, and so is everything after it. Does not connect and does not repeat.
 */

/** Longest head that is looked at, in bytes: twice what most servers take. */
const longestHead = 16 * 1024

/** Longest line that tells a chunk's size, in bytes, with whatever extension there is. */
const longestSizeLine = 256

/** The end of a head, in hexadecimal digits: bytes of a head need not be text. */
const endOfHead = '0d0a0d0a'

const newLine = 10

/** What a head says. */
export interface HttpHead {
  /** Of a request. */
  method?: string
  /** Of a response. */
  status?: number
  /** The connection is of use after this message. */
  isPersistent: boolean
  /** Bytes of the body; absent when its end is told otherwise. */
  length?: number
}

export interface MessageReader {
  /** The method that the message answers; absent for a request. */
  answers?: string
  stage: 'head' | 'length' | 'size' | 'chunk' | 'trailer' | 'until-end' | 'over' | 'unclear'
  /** Once it has been read; of interim responses none. */
  head?: HttpHead
  /** Bytes that are still to come of the body or the chunk. */
  left: number
  /** What has come of a head or a line. */
  held: Data
}

/** A reader of one request, or of one response to a request of that method. */
export function createReader(answers?: string): MessageReader {
  return { answers, stage: 'head', left: 0, held: new Data() }
}

/** Reads on; gives what is left of the bytes when the message is over or unclear, else an empty Data. Takes `bytes` apart. */
export function readMessage(reader: MessageReader, bytes: Data): Data {
  while (bytes.size > 0 && reader.stage !== 'over' && reader.stage !== 'unclear' && reader.stage !== 'until-end') {
    if (reader.stage === 'head') readHead(reader, bytes)
    else if (reader.stage === 'length' || reader.stage === 'chunk') readBody(reader, bytes)
    else readLine(reader, bytes)
  }
  return reader.stage === 'until-end' ? new Data() : bytes
}

function readBody(reader: MessageReader, bytes: Data): void {
  reader.left -= bytes.shift(reader.left).size
  if (reader.left > 0) return
  reader.stage = reader.stage === 'length' ? 'over' : 'size'
}

function readHead(reader: MessageReader, bytes: Data): void {
  const before = reader.held.size
  const tail = new Data(reader.held)
  // The end may have begun in what came before.
  tail.shift(before - endOfHead.length / 2)
  const skipped = before - tail.size
  tail.push(bytes)
  const at = findEnd(tail.shift(longestHead))
  if (at < 0) {
    reader.held.push(bytes.shift(bytes.size))
    if (reader.held.size > longestHead) reader.stage = 'unclear'
    return
  }
  reader.held.push(bytes.shift(skipped + at - before))
  const text = reader.held.toString()
  reader.held = new Data()
  const head = text === undefined ? undefined : parseHead(text.split('\r\n'), reader)
  if (!head) reader.stage = 'unclear'
  else if (reader.stage !== 'head') reader.head = head
}

/** Bytes up to the end of the head that is in there; -1 when there is none. */
function findEnd(bytes: Data): number {
  const digits = bytes.toString('hex')
  let at = digits.indexOf(endOfHead)
  while (at >= 0 && at % 2 === 1) at = digits.indexOf(endOfHead, at + 1)
  return at < 0 ? -1 : (at + endOfHead.length) / 2
}

/** The size of a chunk, the end of one, or a line of the trailer. */
function readLine(reader: MessageReader, bytes: Data): void {
  const { held } = reader
  let isWhole = false
  held.push(
    bytes.shiftTo(byte => {
      isWhole = byte === newLine
      return isWhole
    }),
  )
  if (held.size > (reader.stage === 'size' ? longestSizeLine : longestHead)) reader.stage = 'unclear'
  if (!isWhole || reader.stage === 'unclear') return
  const line = held.toString()
  reader.held = new Data()
  if (line === undefined || !line.endsWith('\r\n')) reader.stage = 'unclear'
  else if (reader.stage === 'size') beginChunk(reader, line)
  else if (line === '\r\n') reader.stage = 'over'
}

function beginChunk(reader: MessageReader, line: string): void {
  const [digits = ''] = (line.split('\r')[0] ?? '').split(';')
  const size = parseHex(digits)
  if (size === undefined) reader.stage = 'unclear'
  else if (size === 0) reader.stage = 'trailer'
  else {
    reader.stage = 'chunk'
    // With the line end behind it.
    reader.left = size + 2
  }
}

/** Undefined for what is no number of up to 13 digits, which are exact. */
function parseHex(text: string): number | undefined {
  if (text.length === 0 || text.length > 13) return undefined
  let value = 0
  for (let i = 0; i < text.length; i++) {
    const digit = '0123456789abcdef'.indexOf(text.charAt(i).toLowerCase())
    if (digit < 0) return undefined
    value = value * 16 + digit
  }
  return value
}

interface Fields {
  length?: number
  isChunked: boolean
  isUpgrade: boolean
  connection: string
}

/** Decides how the body ends, too. Undefined when that cannot be told. */
function parseHead(lines: string[], reader: MessageReader): HttpHead | undefined {
  const fields = parseFields(lines)
  const [first = '', second = '', third = ''] = (lines[0] ?? '').split(' ')
  const isRequest = reader.answers === undefined
  const version = isRequest ? third : first
  if (!fields || (version !== 'HTTP/1.1' && version !== 'HTTP/1.0')) return undefined
  const isPersistent =
    version === 'HTTP/1.1' ? !fields.connection.includes('close') : fields.connection.includes('keep-alive')
  const head: HttpHead = { isPersistent }
  if (isRequest) {
    head.method = first
    if (first === 'CONNECT' || fields.isUpgrade) return undefined
  } else {
    head.status = Number(second)
    if (!Number.isInteger(head.status) || second.length !== 3 || head.status === 101) return undefined
    // RFC 9110, 15.2: the answer is yet to come.
    if (head.status < 200) return head
  }
  const isBare = isRequest ? fields.length === undefined : isWithoutBody(head.status ?? 0, reader.answers)
  // RFC 9112, 6.3: both of them is what smugglers send.
  if (fields.isChunked && fields.length !== undefined) return undefined
  if (isBare && !(isRequest && fields.isChunked)) end(reader, head, 0)
  else if (fields.isChunked) reader.stage = 'size'
  else if (fields.length !== undefined) end(reader, head, fields.length)
  else reader.stage = 'until-end'
  return head
}

function end(reader: MessageReader, head: HttpHead, length: number): void {
  head.length = length
  reader.left = length
  reader.stage = length > 0 ? 'length' : 'over'
}

/** RFC 9112, 6.3, 1. */
function isWithoutBody(status: number, answers?: string): boolean {
  return answers === 'HEAD' || status === 204 || status === 304
}

/** The fields that tell about the body and the connection; undefined when they contradict each other, or a line is none. */
function parseFields(lines: string[]): Fields | undefined {
  const fields: Fields = { isChunked: false, isUpgrade: false, connection: '' }
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line === '') continue
    const colon = line.indexOf(':')
    if (colon <= 0) return undefined
    const name = line.substring(0, colon).toLowerCase()
    if (name === 'content-length') {
      const length = parseLength(textAfter(line, colon))
      if (length === undefined || (fields.length ?? length) !== length) return undefined
      fields.length = length
    } else if (name === 'transfer-encoding') {
      if (fields.isChunked || textAfter(line, colon) !== 'chunked') return undefined
      fields.isChunked = true
    } else if (name === 'connection') fields.connection += `${textAfter(line, colon)},`
    else if (name === 'upgrade') fields.isUpgrade = true
    else if (name.endsWith(' ') || name.startsWith(' ') || name.startsWith('\t')) return undefined
  }
  return fields
}

function textAfter(line: string, colon: number): string {
  return line
    .substring(colon + 1)
    .trim()
    .toLowerCase()
}

function parseLength(text: string): number | undefined {
  if (text.length === 0 || text.length > 15) return undefined
  for (let i = 0; i < text.length; i++) if (!'0123456789'.includes(text.charAt(i))) return undefined
  return Number(text)
}
