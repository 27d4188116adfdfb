/**
 * Is a certificate one that the CA of a mesh makes (issue.ts): one name, one role, one kind of key, nobody's issuer?
 *
 * Pure. The engine has verified the chain, and lets pass what is of no use to others either: two roles of which it shows
 * one, a certificate that may sign others, a key of any kind. RFC 5280, section 4.1.
 */
import { fault } from '../errors.ts'
import { type Element, elementsOf } from './der.ts'
import { keyTypeIn } from './key-type.ts'
import { derOf } from './pem.ts'

/** Hex digits of the largest certificate that is looked at: a hub with many names has less. */
const mostDigits = 2 * 16_384

const tag = { extensions: 'a3', dnsName: '82' }

/** `[0] 2`: version 3. */
const version3 = 'a003020102'

/** UTF8String and PrintableString. */
const stringTags = ['0c', '13']

const commonName = '0603550403'
const unit = '060355040b'

/** What each extension must say; the names are looked at below. Others may be there: the engine knows those that matter. */
const extensions: [what: string, oid: string, value: string | undefined][] = [
  ['basicConstraints', '0603551d13', '3000'],
  ['keyUsage', '0603551d0f', '03020780'],
  ['extendedKeyUsage', '0603551d25', '301406082b0601050507030106082b06010505070302'],
  ['subjectAltName', '0603551d11', undefined],
]

/** Throws certificate-untrusted, certificate-role or certificate-name. */
export function checkProfile(pem: string): void {
  const hex = derOf(pem)
  if (hex === '' || hex.length > mostDigits) throw odd('has no size that certificates have')
  const [certificate] = elementsOf(hex)
  const [body] = elementsOf(certificate?.content ?? '')
  const fields = elementsOf(body?.content ?? '')
  const [version, , , , , subject, key, last] = fields
  if (version?.whole !== version3 || fields.length !== 8 || last?.tag !== tag.extensions)
    throw odd('is not of version 3')
  checkSubject(subject)
  if (!keyTypeIn(key?.content ?? '')) throw odd('has a key of another kind')
  checkExtensions(last)
}

function odd(what: string) {
  return fault(
    'certificate-untrusted',
    `the certificate ${what}: it is none that the CA of a mesh makes`,
    'Is it the right mesh?',
  )
}

/** One common name and one unit, in types of strings that both engines read alike. */
function checkSubject(subject: Element | undefined): void {
  const types: string[] = []
  for (const part of elementsOf(subject?.content ?? '')) {
    for (const attribute of elementsOf(part.content)) {
      const [type, value] = elementsOf(attribute.content)
      types.push(stringTags.includes(value?.tag ?? '') ? (type?.whole ?? '') : '')
    }
  }
  if (types.filter(type => type === unit).length !== 1) {
    throw fault('certificate-role', 'the certificate does not have one role', 'Something poses as what it is not.')
  }
  if (types.length !== 2 || !types.includes(commonName)) {
    throw fault(
      'certificate-name',
      'the certificate has more or less in its name than one common name and one role',
      'Something poses as what it is not.',
    )
  }
}

function checkExtensions(field: Element): void {
  const [list] = elementsOf(field.content)
  const found = elementsOf(list?.content ?? '').map(extension => elementsOf(extension.content))
  for (const [what, oid, value] of extensions) {
    const [one, second] = found.filter(([type]) => type?.whole === oid)
    const [content] = elementsOf(one?.[one.length - 1]?.content ?? '')
    if (!content || second || (value !== undefined && content.whole !== value)) throw odd(`has another ${what}`)
    if (value === undefined && elementsOf(content.content).some(name => name.tag !== tag.dnsName)) {
      throw fault('certificate-name', 'the certificate has names of other kinds than DNS names')
    }
  }
}
