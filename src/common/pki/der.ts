/**
 * Reads DER (ITU-T X.690), as hex: as much as it takes to look into a certificate.
 *
 * Pure. The engines show names and times of a certificate only, and of two values of one kind just one of them.
 */
import { fault } from '../errors.ts'

export interface Element {
  /** Two hex digits. */
  tag: string
  /** Hex. */
  content: string
  /** Hex, with tag and length. */
  whole: string
}

/** A length of more than two bytes is more than any certificate's. */
const mostLengthBytes = 2

/** Length bytes from this on say how many of them follow. */
const longForm = 128

/** The elements that stand one behind the other in `hex`. Throws certificate-untrusted for what is no DER. */
export function elementsOf(hex: string): Element[] {
  const elements: Element[] = []
  let at = 0
  while (at < hex.length) {
    const first = parseInt(hex.substring(at + 2, at + 4), 16)
    const lengthBytes = first >= longForm ? first - longForm : 0
    const begin = at + 4 + 2 * lengthBytes
    const length = lengthBytes > 0 ? parseInt(hex.substring(at + 4, begin), 16) : first
    const end = begin + 2 * length
    if (!(end <= hex.length) || lengthBytes > mostLengthBytes) {
      throw fault('certificate-untrusted', 'the certificate is damaged')
    }
    elements.push({ tag: hex.substring(at, at + 2), content: hex.substring(begin, end), whole: hex.substring(at, end) })
    at = end
  }
  return elements
}
