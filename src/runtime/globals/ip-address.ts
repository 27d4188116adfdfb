// Literal IP addresses: text to bytes and back. Used by the IP globals and by certificates.
//
// Follows Pipy's get_ip_v4/get_ip_v6 (src/utils.cpp) where those are right, and refuses what they take by mistake:
// 'abc' and '1:2' as IPv6, '1.2.3.' as IPv4, zones. IPv6 with a dotted tail is refused on both. Owns no state.

/** 4 bytes, or null when the text is not a dotted IPv4 address without leading zeros. */
export function parseIPv4(text: string): number[] | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part))) return null
  const bytes = parts.map(Number)
  return bytes.every(byte => byte <= 255) ? bytes : null
}

/** 8 groups of 16 bits, or null when the text is not an IPv6 address. */
export function parseIPv6(text: string): number[] | null {
  const halves = text.split('::')
  if (halves.length > 2 || (halves.length === 1 && text.split(':').length !== 8)) return null
  const [head, tail] = halves.map(half => (half === '' ? [] : half.split(':'))) as [string[], string[] | undefined]
  const groups = [...head, ...(tail ?? [])]
  if (!groups.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return null
  const missing = 8 - groups.length
  // '::' stands for at least one group.
  if (tail ? missing < 1 : missing !== 0) return null
  const value = (group: string) => parseInt(group, 16)
  return [...head.map(value), ...new Array<number>(missing).fill(0), ...(tail ?? []).map(value)]
}

export const formatIPv4 = (bytes: number[]): string => bytes.join('.')

/** RFC 5952: the longest run of two or more zero groups becomes '::', the first of equal ones. */
export function formatIPv6(groups: number[]): string {
  let best = { start: 0, length: 1 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  const hex = (part: number[]) => part.map(group => group.toString(16)).join(':')
  if (best.length < 2) return hex(groups)
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`
}

export const groupsToBytes = (groups: number[]): number[] => groups.flatMap(group => [group >> 8, group & 0xff])

export function bytesToGroups(bytes: number[]): number[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map(index => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0))
}

/** 4 or 16 bytes of a literal address of either version, or null. */
export function addressBytes(text: string): Buffer | null {
  const four = parseIPv4(text)
  if (four) return Buffer.from(four)
  const groups = parseIPv6(text)
  return groups ? Buffer.from(groupsToBytes(groups)) : null
}
