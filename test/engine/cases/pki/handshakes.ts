// Members meet by tlsOptions: whom each side takes the other for, and why there is no connection. Not one byte comes through
// then. The roots that cannot be had in a mesh that runs: over, none, a leaf, several.
import { createRoot, type Issuer, issueEndpoint, issueHub } from '../../../../src/common/pki/issue.ts'
import { createIdentity, tlsOptions } from '../../../../src/common/pki/tls.ts'

const alpn = 'case/1'
const pemOf = (thing: { toPEM: () => Data }) => thing.toPEM().toString() ?? ''
const newKey = () => new crypto.PrivateKey({ type: 'ed25519' })

/** As createRoot's, but with the life of a moment long ago. */
function expiredRoot(): Issuer {
  const key = newKey()
  const certificate = new crypto.Certificate({
    subject: { CN: 'old CA' },
    privateKey: key,
    publicKey: new crypto.PublicKey(key),
    days: 1,
    timeOffset: -2 * 86400,
    extensions: { basicConstraints: 'CA:TRUE,pathlen:0', keyUsage: 'keyCertSign,cRLSign' },
  })
  return { key, certificate }
}

const home = createRoot('home')
const twin = createRoot('home')
const old = expiredRoot()

type Kind = 'hub' | 'endpoint'
function member(kind: Kind, issuer: Issuer, roots: Certificate[]) {
  const key = newKey()
  const publicKey = new crypto.PublicKey(key)
  const certificate =
    kind === 'hub'
      ? issueHub(issuer, publicKey, { id: 'h1', hosts: ['127.0.0.1'] })
      : issueEndpoint(issuer, publicKey, { id: 'e1', user: 'alice' })
  return createIdentity({ certificate, key: pemOf(key), roots: roots.map(pemOf) })
}

let served: string[] = []
let port = Number(os.env.ZTM_TEST_PORT)

interface Turn {
  hub: ReturnType<typeof member>
  endpoint: ReturnType<typeof member>
  /** Whom the endpoint expects. @default the hub */
  name?: string
  now?: number
}

async function turn(what: string, { hub, endpoint, name, now = Date.now() }: Turn): Promise<void> {
  const address = `127.0.0.1:${port++}`
  const met: string[] = []
  let bytes = 0
  served = []
  const accept = tlsOptions({
    identity: hub,
    alpn,
    expect: { role: 'endpoint' },
    now: () => Date.now(),
    onPeer: peer => served.push(`met ${peer.name}`),
    onRefused: ({ code }) => served.push(code),
  })
  const connect = tlsOptions({
    identity: endpoint,
    alpn,
    expect: { role: 'hub', name: name ?? '127.0.0.1' },
    now: () => now,
    onPeer: peer => met.push(`met ${peer.id}`),
    onRefused: ({ code }) => met.push(code),
  })
  pipy.listen(address, $ => $.acceptTLS(accept).to($ => $.replaceData(data => data)))
  await pipeline($ =>
    $.onStart(new Data('hello'))
      .connectTLS(connect)
      .to($ => $.connect(address))
      .replaceData(data => {
        bytes += data.size
        return bytes > 0 ? new StreamEnd() : data
      }),
  ).spawn()
  pipy.listen(address, null)
  const clients = met.filter((one, i) => met.indexOf(one) === i)
  println(`${what}:`, bytes > 0 ? 'works' : 'ends', '| endpoint', clients.join(), bytes > 0 ? `| hub ${served[0]}` : '')
}

async function main(): Promise<void> {
  const roots = [home.certificate]
  const hub = member('hub', home, roots)
  const endpoint = member('endpoint', home, roots)
  await turn('members', { hub, endpoint })
  await turn('another name', { hub, endpoint, name: 'hub.example.com' })
  await turn('a clock that is behind', { hub, endpoint, now: Date.now() - 400 * 86400_000 })
  await turn('a clock that is ahead', { hub, endpoint, now: Date.now() + 400 * 86400_000 })
  await turn('an endpoint for a hub', { hub: member('endpoint', home, roots), endpoint })
  await turn('a hub for an endpoint', { hub, endpoint: member('hub', home, roots) })
  await turn('a root of the same name for the hub', { hub: member('hub', twin, roots), endpoint })
  await turn('a root of the same name for the endpoint', { hub, endpoint: member('endpoint', twin, roots) })
  await turn('both roots', {
    hub: member('hub', twin, [home.certificate, twin.certificate]),
    endpoint: member('endpoint', home, [twin.certificate, home.certificate]),
  })
  const ended = [old.certificate]
  await turn('a root that is over', { hub: member('hub', old, ended), endpoint: member('endpoint', old, ended) })
  const leaf = [hub.certificate as TLSCertificate].map(({ cert }) => cert as Certificate)
  await turn('a certificate for a root', { hub, endpoint: member('endpoint', home, leaf) })
  try {
    member('endpoint', home, [])
  } catch (caught) {
    println('no root:', (caught as { code: string }).code)
  }
}

main().catch((error: unknown) => println('failed', JSON.stringify(error), (error as Error).message ?? ''))
