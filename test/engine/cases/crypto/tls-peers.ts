// Certificates and chains in TLS: whom each side takes for its peer, by which certificate, and who is turned away.
// Server and client tell their states apart; what is printed is what both know when a turn is over.
const address = (port: number) => `127.0.0.1:${Number(os.env.ZTM_TEST_PORT) + port}`

const make = (type: KeyType) => new crypto.PrivateKey({ type, bits: 2048 })

function certify(name: string, key: PrivateKey, issuer?: { cert: Certificate; key: PrivateKey }): Certificate {
  return new crypto.Certificate({
    subject: { CN: name, OU: 'case' },
    privateKey: issuer ? issuer.key : key,
    publicKey: new crypto.PublicKey(key),
    issuer: issuer?.cert,
    timeOffset: -300,
    extensions: name.startsWith('CA')
      ? { basicConstraints: 'CA:TRUE' }
      : { subjectAltName: `DNS:${name}.mesh,IP:127.0.0.1` },
  })
}

const rootKey = make('ed25519')
const root = { cert: certify('CA root', rootKey), key: rootKey }
const middleKey = make('rsa')
const middle = { cert: certify('CA middle', middleKey, root), key: middleKey }
const strangerKey = make('ed25519')
const stranger = { cert: certify('CA root', strangerKey), key: strangerKey }

function identity(name: string, type: KeyType, issuer: { cert: Certificate; key: PrivateKey }): TLSCertificate {
  const key = make(type)
  return { cert: certify(name, key, issuer), key }
}

function chained(name: string): TLSCertificate {
  const leaf = identity(name, 'ed25519', middle)
  const text = (leaf.cert as Certificate).toPEM().toString()! + middle.cert.toPEM().toString()!
  return { cert: new crypto.CertificateChain(text), key: leaf.key }
}

let seen = ''

const serve = (name: string, port: number, options: AcceptTLSOptions) =>
  pipy.listen(address(port), $ =>
    $.acceptTLS({
      ...options,
      onState: session => {
        if (session.state !== 'connected') return
        const { peer } = session
        seen = peer ? `${name} sees ${describe(peer)}` : `${name} sees nobody`
      },
    }).to($ => $.replaceData(data => data)),
  )

function describe(peer: Certificate): string {
  const isOurs = peer instanceof crypto.Certificate
  const names = peer.subjectAltNames.join()
  const again = new crypto.Certificate(peer.toPEM()).subject.commonName === peer.subject.commonName
  return [peer.subject.commonName, 'by', peer.issuer.commonName, names, isOurs, again, peer.notAfter > Date.now()].join(
    ' ',
  )
}

serve('open', 0, { certificate: identity('hub', 'ed25519', root) })
serve('mutual', 1, { certificate: identity('hub', 'rsa', root), trusted: [root.cert] })
serve('chain', 2, { certificate: chained('hub'), trusted: [root.cert] })
serve('picky', 3, {
  certificate: identity('hub', 'ed25519', root),
  trusted: [root.cert],
  verify: (ok, peer) => ok && (peer.subject.commonName === 'anna' || peer.subject.commonName!.startsWith('CA')),
})

function turn(name: string, port: number, options: ConnectTLSOptions): Promise<void> {
  seen = 'server sees no connection'
  let peer = 'client sees nobody'
  let echo = 'no echo'
  const call = pipeline($ =>
    $.onStart(new Data('hello'))
      .connectTLS({
        ...options,
        onState: session => {
          if (session.state === 'connected') peer = `client sees ${describe(session.peer!)}`
        },
      })
      .to($ => $.connect(address(port)))
      .replaceData(data => {
        if (data.size > 0) echo = 'echo'
        return data.size > 0 ? new StreamEnd() : data
      }),
  )
  return call.spawn().then(() => {
    println(`${name}:`, echo)
    // Without an echo it depends on who closes first what each side has seen.
    if (echo === 'echo') println(' ', peer, '|', seen)
  })
}

const turns: [string, number, ConnectTLSOptions][] = [
  ['nobody asks', 0, {}],
  ['client checks', 0, { trusted: [root.cert] }],
  ['client trusts another of that name', 0, { trusted: [stranger.cert] }],
  ['without a certificate', 1, { trusted: [root.cert] }],
  ['with one', 1, { trusted: [root.cert], certificate: identity('anna', 'ed25519', root) }],
  ['with one of another of that name', 1, { trusted: [root.cert], certificate: identity('anna', 'ed25519', stranger) }],
  ['with a leaf whose issuer is not known', 1, { trusted: [root.cert], certificate: identity('anna', 'rsa', middle) }],
  ['with its chain', 1, { trusted: [root.cert], certificate: chained('anna') }],
  ['chains on both sides', 2, { trusted: [root.cert], certificate: chained('anna') }],
  ['the right name', 3, { trusted: [root.cert], certificate: identity('anna', 'ed25519', root) }],
  ['another name', 3, { trusted: [root.cert], certificate: identity('bert', 'ed25519', root) }],
]

function next(i: number): void {
  const one = turns[i]
  if (!one) return os.kill(pipy.pid, 9)
  turn(one[0], one[1], one[2]).then(() => next(i + 1))
}
next(0)
