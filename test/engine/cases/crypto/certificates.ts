// Certificates: issued, read back, and what is refused. Keys are fixed, serial numbers and dates are not: they are not printed.
import { attempt, attemptQuietly } from './_attempt.ts'
import { ec, ed25519, rsa } from './_keys.ts'

const SECOND = 1000
const DAY = 86400 * SECOND

const key = new crypto.PrivateKey(ed25519)
const publicKey = new crypto.PublicKey(key)
const other = new crypto.PublicKey(new crypto.PrivateKey({ type: 'ed25519' }))
const basis = { subject: { CN: 'Root', O: 'Mesh' }, privateKey: key, publicKey }

const show = (value: unknown) => JSON.stringify(value)

const root = new crypto.Certificate({ ...basis, days: 3650, extensions: { basicConstraints: 'CA:TRUE,pathlen:0' } })
println(show(root.subject), show(root.issuer), show(root.subjectAltNames))
println(root.subject.commonName, root.subject.CN, (root.notAfter - root.notBefore) / DAY)

const leaf = new crypto.Certificate({
  subject: { commonName: 'léaf 😀', OU: 'endpoint', O: 'Mesh', L: 'Berlin', ST: 'BE', C: 'DE', UID: 'u-1' },
  privateKey: key,
  publicKey: other,
  issuer: root,
  days: 2,
  extensions: {
    basicConstraints: 'CA:FALSE',
    keyUsage: 'digitalSignature,keyEncipherment',
    extendedKeyUsage: 'serverAuth,clientAuth',
    subjectAltName: 'DNS:a.example,DNS:*.b,IP:127.0.0.1,IP:::1,URI:ztm://m/x,email:a@b',
  },
})
println(show(leaf.subject))
println(show(leaf.issuer), show(leaf.subjectAltNames), (leaf.notAfter - leaf.notBefore) / DAY)
println('the same object again', leaf.subject === leaf.subject)

const more = { SN: 'Doe', GN: 'Jo', title: 'Dr', serialNumber: '17', emailAddress: 'a@b.c', DC: 'x' }
println(show(new crypto.Certificate({ ...basis, subject: more }).subject))
println(show(new crypto.Certificate({ ...basis, subject: {} }).subject))

const text = leaf.toPEM().toString()!
const lines = text.split('\n')
println(lines[0], lines[lines.length - 2], lines[lines.length - 1] === '')
const copy = new crypto.Certificate(leaf.toPEM())
println(copy.toPEM().toString() === text, copy.subject.commonName, copy.notAfter === leaf.notAfter)
println('first of two', new crypto.Certificate(`before\n${text}${root.toPEM().toString()}after`).subject.commonName)

const life = (certificate: Certificate) => certificate.notAfter - certificate.notBefore
const age = (certificate: Certificate) => Math.round((certificate.notBefore - Date.now()) / SECOND / 100) * 100
println('30 days by default', life(new crypto.Certificate(basis)) / DAY)
println('no days', life(new crypto.Certificate({ ...basis, days: 0 })))
println('half a day', life(new crypto.Certificate({ ...basis, days: 0.5 })))
println('a century', life(new crypto.Certificate({ ...basis, days: 36500 })) / DAY)
const early = new crypto.Certificate({ ...basis, days: 1, timeOffset: -300 })
const late = new crypto.Certificate({ ...basis, days: 1, timeOffset: 100000 })
println('shifted', age(early), life(early) / DAY, age(late), life(late) / DAY)
println('whole seconds', root.notBefore % SECOND)

const signers: [string, PrivateKey][] = [
  ['rsa', new crypto.PrivateKey(rsa)],
  ['ec', new crypto.PrivateKey(ec)],
  ['ML-DSA-65', new crypto.PrivateKey({ type: 'ML-DSA-65' })],
  ['ed448', new crypto.PrivateKey({ type: 'ed448' })],
]
signers.forEach(entry => {
  const made = new crypto.Certificate({ ...basis, privateKey: entry[1], publicKey: new crypto.PublicKey(entry[1]) })
  println(entry[0], new crypto.Certificate(made.toPEM()).subject.commonName)
})

const withExtension = (name: string, value: string) => () =>
  new crypto.Certificate({ ...basis, extensions: { [name]: value } as CertificateExtensions }).subject.commonName
attempt('critical', withExtension('basicConstraints', 'critical,CA:TRUE'))
attempt('unknown usage', withExtension('keyUsage', 'anything'))
attempt('unknown extended usage', withExtension('extendedKeyUsage', 'anything'))
attempt('bad address', withExtension('subjectAltName', 'IP:1.2.3'))
attempt('unknown kind of name', withExtension('subjectAltName', 'nope:x'))
attempt('not true', withExtension('basicConstraints', 'CA:maybe'))
attempt('unknown extension', withExtension('fooBar', 'x'))
attempt('key identifier', withExtension('subjectKeyIdentifier', 'hash'))
attempt('by number', withExtension('1.2.3.4', 'x'))
attempt('no private key', () => new crypto.Certificate({ ...basis, privateKey: null as unknown as PrivateKey }))
attempt('no subject', () => new crypto.Certificate({ ...basis, subject: null as unknown as CertificateName }))
attempt('empty', () => new crypto.Certificate(''))
attempt('of a number', () => new crypto.Certificate(5 as unknown as string))
attemptQuietly('junk', () => new crypto.Certificate('junk'))
attemptQuietly('bad body', () => new crypto.Certificate(`${lines[0]}\nAAAA\n${lines[lines.length - 2]}\n`))
attemptQuietly(
  'key that cannot sign',
  () => new crypto.Certificate({ ...basis, privateKey: new crypto.PrivateKey({ type: 'x25519' }) }),
)

attemptQuietly('chain', () => new crypto.CertificateChain(text + root.toPEM().toString()))
attemptQuietly('chain of junk', () => new crypto.CertificateChain('junk'))
attemptQuietly('chain of nothing', () => new crypto.CertificateChain(''))
attemptQuietly('chain without an end', () => new crypto.CertificateChain(`${lines[0]}\nAAAA\n`))
attemptQuietly(
  'chain with a bad one',
  () => new crypto.CertificateChain(`${text}${lines[0]}\nAAAA\n${lines[lines.length - 2]}\n`),
)
attempt('chain of a number', () => new crypto.CertificateChain(5 as unknown as string))
