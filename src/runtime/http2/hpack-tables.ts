/**
 * The two tables of RFC 7541: static header fields (Appendix A) and lengths of the Huffman code (Appendix B).
 *
 * Constants only. The Huffman code is canonical, so the lengths give the codes (huffman.ts).
 */

/** Entries 1 to 61: names, with a value after `=` where the table has one. */
const STATIC = [
  ':authority|:method=GET|:method=POST|:path=/|:path=/index.html|:scheme=http|:scheme=https|:status=200|:status=204',
  ':status=206|:status=304|:status=400|:status=404|:status=500|accept-charset|accept-encoding=gzip, deflate',
  'accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|authorization|cache-control',
  'content-disposition|content-encoding|content-language|content-length|content-location|content-range|content-type',
  'cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since',
  'last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after',
  'server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate',
]

/** [name, value] of the static table; index 0 of this array is entry 1. */
export const staticTable: readonly (readonly [string, string])[] = STATIC.join('|')
  .split('|')
  .map(entry => {
    const at = entry.indexOf('=')
    return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)]
  })

/** The shortest code has 5 bits: in the text below `A` stands for 5, `B` for 6, up to `Z` for 30. */
const SHORTEST = 5

/** One letter for each of the symbols 0 to 255 and for EOS. */
const LENGTHS = [
  'ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXX', // 0-31
  'BFFHIBDGFFDGDBBBAAABBBBBBBCDKBHF', // 32-63
  'IBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJB', // 64-95
  'KABABABBBACCBBBABCBAABCCCCCKGJIX', // 96-127
  'PRPPRRRSRSSSSSTSTTRSTSSSSQRSRSST', // 128-159
  'RQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS', // 160-191
  'VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWW', // 192-223
  'PTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWV', // 224-255
  'Z', // EOS
].join('')

/** Bits of the code of each symbol; the last is EOS. */
export const huffmanLengths: readonly number[] = Array.from(LENGTHS, letter => letter.charCodeAt(0) - 65 + SHORTEST)
