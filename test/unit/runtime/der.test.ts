/** DER: written as X.690 wants it, read back, and refused with a code when it is none. */
import { describe, expect, test } from 'vitest'
import * as der from '../../../src/runtime/globals/der.ts'

const hex = (bytes: Buffer) => bytes.toString('hex')
const bytes = (text: string) => Buffer.from(text, 'hex')
const badDER = expect.objectContaining({ code: 'BAD_DER' })

describe('writing', () => {
  test.each([
    ['00', '020100'],
    ['7f', '02017f'],
    ['80', '02020080'],
    ['000001', '020101'],
    ['', '020100'],
  ])('the integer of bytes %s is %s', (from, to) => {
    expect(hex(der.integer(bytes(from)))).toBe(to)
  })

  test.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [256, '04820100'],
    [70_000, '0483011170'],
  ])('a length of %i begins with %s', (length, head) => {
    expect(hex(der.octets(Buffer.alloc(length)).subarray(0, head.length / 2))).toBe(head)
  })

  test.each([
    ['2.5.4.3', '0603550403'],
    ['1.2.840.113549.1.1.11', '06092a864886f70d01010b'],
    ['2.999.1', '0603883701'],
  ])('OID %s, and back', (dotted, encoded) => {
    expect(hex(der.oid(dotted))).toBe(encoded)
    expect(der.readOID(der.read(bytes(encoded)).content)).toBe(dotted)
  })

  test.each([
    [[], '030100'],
    [[0], '03020780'],
    [[5, 6], '03020106'],
    [[8], '0303070080'],
  ])('the named bits %j are %s', (positions, encoded) => {
    expect(hex(der.namedBits(positions))).toBe(encoded)
  })

  test.each([
    ['2026-11-24T21:30:01.900Z', '170d3236313132343231333030315a'],
    ['2049-12-31T23:59:59Z', '170d3439313233313233353935395a'],
    ['2050-01-01T00:00:00Z', '180f32303530303130313030303030305a'],
    ['1949-12-31T00:00:00Z', '180f31393439313233313030303030305a'],
  ])('the date %s is %s', (date, encoded) => {
    expect(hex(der.time(Date.parse(date)))).toBe(encoded)
  })

  test('a date after the year 9999 is refused, not written wrongly', () => {
    expect(() => der.time(Date.parse('9999-12-31T23:59:59Z') + 1000)).toThrow(RangeError)
    expect(() => der.time(Number.NaN)).toThrow(RangeError)
  })
})

describe('reading', () => {
  test('children of a sequence, with their whole bytes', () => {
    const found = der.children(der.read(der.sequence(der.nothing(), der.truth(true))).content)
    expect(found.map(child => [child.tag, hex(child.content), hex(child.raw)])).toEqual([
      [der.Tag.null, '', '0500'],
      [der.Tag.boolean, 'ff', '0101ff'],
    ])
  })

  test.each([
    ['nothing at all', ''],
    ['a tag alone', '30'],
    ['less content than it says', '300501'],
    ['a length cut short', '3082ff'],
    ['an indefinite length', '30800000'],
    ['a length of 127 bytes', `30ff${'01'.repeat(127)}`],
    ['a length of 4 GB', '3084ffffffff00'],
    ['a tag of several bytes', '1f8101'],
  ])('%s is not DER', (_, junk) => {
    expect(() => der.read(bytes(junk))).toThrow(badDER)
  })

  test.each([
    ['empty', ''],
    ['cut short', '5584'],
    ['padded, so that it looks like another', '55048003'],
    ['too large to be exact', `55${'ff'.repeat(40)}01`],
  ])('an OID that is %s is refused', (_, junk) => {
    expect(() => der.readOID(bytes(junk))).toThrow(badDER)
  })

  test('texts by their type of string', () => {
    const read = (tag: number, content: string) => der.readText(der.read(der.element(tag, bytes(content))))
    expect(read(der.Tag.utf8String, 'c3a4')).toBe('ä')
    expect(read(0x14, 'e4')).toBe('ä')
    expect(read(0x1e, '00e4')).toBe('ä')
    expect(() => read(0x1e, '00e400')).toThrow(badDER)
  })

  test('an element of no length inside does not make the reader stand still', () => {
    expect(der.children(Buffer.alloc(2000))).toHaveLength(1000)
  })
})
