/**
 * UPnP's Internet Gateway Device as texts: the search for it (SSDP), its description, and calls of its actions (SOAP).
 *
 * Pure. Foreign texts are looked through, never believed: an address in one counts only if it is the router's own, and what is
 * not found is undefined. Sources: UPnP Device Architecture 1.1, WANIPConnection:1.
 */
import { formatAddress, parseAddress } from '../../common/addresses.ts'

/** What makes mappings, the more common one first; PPP is that of DSL. */
const serviceTypes = [
  'urn:schemas-upnp-org:service:WANIPConnection:1',
  'urn:schemas-upnp-org:service:WANIPConnection:2',
  'urn:schemas-upnp-org:service:WANPPPConnection:1',
]

/** Longest texts that are taken from an answer, in characters. */
const longestURL = 500
const longestValue = 200

/** Something to be fetched from the router. */
export interface Place {
  /** `IP:PORT`. */
  host: string
  path: string
}

/** The search, for one device (1.3.2 has it multicast, and allows a device's own address). */
export function searchText(router: string): string {
  return [
    'M-SEARCH * HTTP/1.1',
    `HOST: ${router}:1900`,
    'MAN: "ssdp:discover"',
    'MX: 1',
    'ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1',
    '',
    '',
  ].join('\r\n')
}

/** Where the description is, as the answer to a search tells; undefined when it is no such answer, or not on the router. */
export function parseSearchReply(text: string, router: string): Place | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  if (!first.startsWith('HTTP/1.1 200') && !first.startsWith('HTTP/1.0 200')) return undefined
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (line.substring(0, colon).trim().toLowerCase() !== 'location') continue
    return parseURL(line.substring(colon + 1).trim(), router)
  }
  return undefined
}

/** `http://router[:port]/path`, and nothing else. */
function parseURL(url: string, router: string): Place | undefined {
  const scheme = 'http://'
  if (url.length > longestURL || url.substring(0, scheme.length).toLowerCase() !== scheme || !isPlain(url))
    return undefined
  const rest = url.substring(scheme.length)
  const slash = rest.indexOf('/')
  const authority = slash < 0 ? rest : rest.substring(0, slash)
  try {
    const { host, port } = parseAddress(authority, 'address', 80)
    if (host !== router || port === 0) return undefined
    return { host: formatAddress(host, port), path: slash < 0 ? '/' : rest.substring(slash) }
  } catch {
    return undefined
  }
}

/** Nothing in it ends a line of HTTP, or a word. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (!(code > 0x20 && code < 0x7f)) return false
  }
  return true
}

/** A service of the router, and where its actions are called. */
export interface Service {
  type: string
  control: Place
}

/** The service that makes mappings, out of a description that was fetched from `at`. */
export function parseDescription(text: string, at: Place, router: string): Service | undefined {
  const base = textIn(text, 'URLBase', longestURL)
  const from = (base === undefined || base === '' ? undefined : parseURL(base, router)) ?? at
  const blocks = text.split('<service>').slice(1)
  for (const type of serviceTypes) {
    for (const block of blocks) {
      const service = block.split('</service>')[0] ?? ''
      if (textIn(service, 'serviceType', longestValue) !== type) continue
      const control = resolve(textIn(service, 'controlURL', longestURL), from, router)
      if (control) return { type, control }
    }
  }
  return undefined
}

/** A URL as it stands in a description: whole, or relative to where that is. */
function resolve(url: string | undefined, from: Place, router: string): Place | undefined {
  if (url === undefined || url === '' || !isPlain(url)) return undefined
  if (url.includes('://')) return parseURL(url, router)
  if (url.startsWith('/')) return { host: from.host, path: url }
  return { host: from.host, path: `${from.path.substring(0, from.path.lastIndexOf('/') + 1)}${url}` }
}

/** The text of the first element of this name, which has no attributes; undefined when there is none, or it is too long. */
export function textIn(xml: string, name: string, longest = longestValue): string | undefined {
  const begin = xml.indexOf(`<${name}>`)
  if (begin < 0) return undefined
  const end = xml.indexOf(`</${name}>`, begin)
  const from = begin + name.length + 2
  if (end < from || end - from > longest) return undefined
  return xml.substring(from, end).trim().replaceAll('&amp;', '&')
}

export function getText({ host, path }: Place): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
}

/** A call of an action, with arguments that need no escape. */
export function callText({ type, control }: Service, action: string, args: [string, string][]): string {
  const inner = args.map(([name, value]) => `<${name}>${value}</${name}>`).join('')
  const body =
    '<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>' +
    `<u:${action} xmlns:u="${type}">${inner}</u:${action}></s:Body></s:Envelope>\r\n`
  return [
    `POST ${control.path} HTTP/1.1`,
    `Host: ${control.host}`,
    'Content-Type: text/xml; charset="utf-8"',
    `SOAPAction: "${type}#${action}"`,
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
