// Who is met, told from a certificate alone: checkPeer for each role, names, times to the millisecond, odd certificates.
import { checkPeer, type Expectation } from '../../../../src/common/pki/check.ts'
import { createRoot, issueCA, issueEndpoint, issueHub, type Role } from '../../../../src/common/pki/issue.ts'

const root = createRoot('case')
const ed25519 = new crypto.PublicKey(new crypto.PrivateKey({ type: 'ed25519' }))
const id = '7f2c1c2e-0000-4000-8000-000000000001'

function tell(name: string, certificate: Certificate, expect: Expectation, now = Date.now()): void {
  try {
    const peer = checkPeer(certificate, expect, now)
    println(`${name}:`, peer.role, peer.id, peer.name, `user "${peer.user}"`)
  } catch (caught) {
    const { code, message } = caught as { code: string; message: string }
    println(`${name}:`, code, code === 'certificate-time' ? message.substring(0, 32) : message)
  }
}

const load = (pem: string) => new crypto.Certificate(pem)
const endpoint = load(issueEndpoint(root, ed25519, { id, user: 'alice' }))
const hub = load(issueHub(root, ed25519, { id: 'h1', hosts: ['Hub.Example.com', '10.0.0.1', '2001:DB8::1'] }))
const ca = load(issueCA(root, ed25519))
const certificates: [string, Certificate][] = [
  ['endpoint', endpoint],
  ['hub', hub],
  ['ca', ca],
  ['root', root.certificate],
]
for (const role of ['endpoint', 'hub', 'ca'] as Role[]) {
  for (const [name, certificate] of certificates) tell(`${name} as ${role}`, certificate, { role })
}
for (const name of [id, id.toUpperCase(), '', '*', 'h1', `${id}.ep.ztm`]) {
  tell(`endpoint "${name}"`, endpoint, { role: 'endpoint', name })
}
for (const name of [
  'hub.example.com',
  'HUB.example.COM',
  'h1.hub.ztm',
  'h1',
  'example.com',
  '10.0.0.1',
  '2001:db8::1',
  '*',
]) {
  tell(`hub "${name}"`, hub, { role: 'hub', name })
}
const { notBefore, notAfter } = endpoint
tell('before', endpoint, { role: 'endpoint' }, Number(notBefore) - 1)
tell('at the beginning', endpoint, { role: 'endpoint' }, Number(notBefore))
tell('at the end', endpoint, { role: 'endpoint' }, Number(notAfter))
tell('behind', endpoint, { role: 'endpoint' }, Number(notAfter) + 1)

// Good in all but one thing.
interface Parts {
  subject?: CertificateName
  dns?: string
  extensions?: CertificateExtensions
  key?: PublicKey
}
const usual: CertificateExtensions = {
  basicConstraints: 'CA:FALSE',
  keyUsage: 'digitalSignature',
  extendedKeyUsage: 'serverAuth,clientAuth',
}
function make({ subject, dns, extensions, key }: Parts): Certificate {
  return new crypto.Certificate({
    subject: subject ?? { CN: 'alice', OU: 'endpoint' },
    privateKey: root.key,
    publicKey: key ?? ed25519,
    issuer: root.certificate,
    timeOffset: -300,
    extensions: { ...usual, subjectAltName: dns ?? `DNS:${id}.ep.ztm`, ...extensions },
  })
}
const odd: [string, Parts][] = [
  ['nothing odd', {}],
  ['names the other way round', { subject: { OU: 'endpoint', CN: 'alice' } }],
  ['ML-DSA-65', { key: new crypto.PublicKey(new crypto.PrivateKey({ type: 'ML-DSA-65' })) }],
  ['Ed448', { key: new crypto.PublicKey(new crypto.PrivateKey({ type: 'ed448' })) }],
  ['RSA', { key: new crypto.PublicKey(new crypto.PrivateKey({ type: 'rsa', bits: 2048 })) }],
  ['another unit', { subject: { CN: 'alice', OU: 'Endpoint' } }],
  ['no unit', { subject: { CN: 'alice' } }],
  ['an organization besides', { subject: { CN: 'alice', OU: 'endpoint', O: 'x' } }],
  ['no common name', { subject: { OU: 'endpoint' } }],
  ['a common name that is no name', { subject: { CN: 'al ice', OU: 'endpoint' } }],
  ['a common name in other letters', { subject: { CN: 'аlice', OU: 'endpoint' } }],
  ['a common name of 64', { subject: { CN: 'a'.repeat(64), OU: 'endpoint' } }],
  ['two ids', { dns: 'DNS:a.ep.ztm,DNS:b.ep.ztm' }],
  ['a host besides', { dns: 'DNS:a.ep.ztm,DNS:a.example.com' }],
  ['an IP besides', { dns: 'DNS:a.ep.ztm,IP:127.0.0.1' }],
  ['a hub besides', { dns: 'DNS:a.ep.ztm,DNS:a.hub.ztm' }],
  ['the CA besides', { dns: 'DNS:a.ep.ztm,DNS:ca.ztm' }],
  ['a star', { dns: 'DNS:*.ep.ztm' }],
  ['no id', { dns: 'DNS:.ep.ztm' }],
  ['two parts', { dns: 'DNS:a.b.ep.ztm' }],
  ['upper case', { dns: 'DNS:A.ep.ztm' }],
  ['upper case suffix', { dns: 'DNS:a.EP.ztm' }],
  ['a dot behind', { dns: 'DNS:a.ep.ztm.' }],
  ['CA', { extensions: { basicConstraints: 'CA:TRUE' } }],
  ['CA with a length', { extensions: { basicConstraints: 'CA:TRUE,pathlen:0' } }],
  ['signs certificates', { extensions: { keyUsage: 'digitalSignature,keyCertSign' } }],
  ['no signatures', { extensions: { keyUsage: 'keyEncipherment' } }],
  ['clients only', { extensions: { extendedKeyUsage: 'clientAuth' } }],
  ['code', { extensions: { extendedKeyUsage: 'codeSigning' } }],
]
for (const [name, parts] of odd) tell(name, make(parts), { role: 'endpoint' })

const subject = { CN: 'alice', OU: 'endpoint' }
tell(
  'version 1',
  new crypto.Certificate({ subject, privateKey: root.key, publicKey: ed25519, issuer: root.certificate }),
  { role: 'endpoint' },
)
