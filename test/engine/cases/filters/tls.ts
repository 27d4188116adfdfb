// acceptTLS and connectTLS: protocols, server names, versions, states, ends, TLS within TLS and over other filters than sockets.
const first = Number(os.env.ZTM_TEST_PORT)
const address = (port: number) => `127.0.0.1:${first + port}`

function identity(name: string): TLSCertificate & { cert: Certificate } {
  const key = new crypto.PrivateKey({ type: 'ed25519' })
  const publicKey = new crypto.PublicKey(key)
  const cert = new crypto.Certificate({ subject: { CN: name }, privateKey: key, publicKey, timeOffset: -300 })
  return { cert, key }
}

const hub = identity('hub')
const other = identity('other')
let seen: string[] = []

const watch = (name: string) => (session: TLSSession) => {
  const { state, protocol, hostname, cipherVersion, error } = session
  const fields = state === 'connected' ? [protocol, hostname, cipherVersion, session.peer?.subject.commonName] : []
  seen.push([name, state, ...fields.map(field => field ?? '-'), error ? 'with an error' : ''].join(' ').trim())
}

const echo = pipeline($ => $.replaceData(data => (data.size > 0 ? new Data(`<${data.toString()}>`) : data)))

/** What a client sees, and the states of both sides, each side by itself. */
function call(name: string, connect: (filters: PipelineBuilder) => PipelineBuilder): Promise<void> {
  const got: string[] = []
  seen = []
  const client = pipeline($ =>
    connect($.onStart(new Data('hello'))).replaceData(data => {
      if (data.size === 0) return null
      got.push(data.toString()!)
      return new StreamEnd()
    }),
  )
  return client
    .spawn()
    .then(() => new Timeout(0.1).wait())
    .then(() => {
      println(`${name}:`, got.join(' ') || 'nothing')
      // 'closed' may come twice, on either side, or not before the turn is over; who is told why differs.
      const isTold = (line: string) =>
        !line.endsWith('closed') && !(line.startsWith('client closed') && name !== 'not TLS')
      for (const line of [...new Set(seen)].filter(isTold).sort()) println(' ', line)
    })
}

const serve = (port: number, options: AcceptTLSOptions) =>
  pipy.listen(address(port), $ => $.acceptTLS({ ...options, onState: watch('server') }).to($ => $.pipe(echo)))

const simple = (name: string, port: number, options: ConnectTLSOptions) => () =>
  call(name, $ => $.connectTLS({ ...options, onState: watch('client') }).to($ => $.connect(address(port))))

serve(0, { certificate: hub })
serve(1, { certificate: hub, alpn: ['a', 'b'] })
serve(2, { certificate: hub, alpn: names => names.indexOf('second') })
// Asked without a name first: Pipy fails if it gives another certificate then.
serve(3, { certificate: sni => (sni === 'other' ? other : undefined) })
serve(4, { certificate: hub, maxVersion: 'TLS1.2' })
serve(5, { certificate: hub, minVersion: 'TLS1.3', pqc: { keyExchange: 'X25519' } })
pipy.listen(address(6), $ => $.replaceData(() => new Data('no TLS at all, and long enough for a header')))
pipy.listen(address(7), $ =>
  $.acceptTLS({ certificate: hub }).to($ => $.acceptTLS({ certificate: other }).to($ => $.pipe(echo))),
)
pipy.listen(address(8), $ => $.acceptTLS({ certificate: hub }).to($ => $.replaceData(() => new StreamEnd())))

const turns = [
  simple('plain', 0, {}),
  simple('protocol both know', 1, { alpn: 'b' }),
  simple('first of two that the client wants', 1, { alpn: ['b', 'a'] }),
  simple('a chooser', 2, { alpn: ['first', 'second'] }),
  simple('protocol nobody knows', 1, { alpn: 'c' }),
  simple('no protocol', 1, {}),
  simple('a chooser finds none', 2, { alpn: 'x' }),
  simple('server name', 0, { sni: 'some.name' }),
  simple('server name by a function', 0, { sni: () => 'made' }),
  simple('certificate by name', 3, { sni: 'other', trusted: [other.cert] }),
  simple('no certificate for a name', 3, { sni: 'unknown' }),
  simple('older version', 4, {}),
  simple('versions apart', 4, { minVersion: 'TLS1.3' }),
  simple('groups apart', 5, { pqc: { keyExchange: 'secp384r1' } }),
  simple('group in common', 5, { pqc: { keyExchange: 'secp384r1:X25519' } }),
  simple('not TLS', 6, {}),
  () => call('nobody there', $ => $.connectTLS({}).to($ => $.connect(address(9)))),
  simple('the server ends at once', 8, {}),
  () =>
    call('TLS within TLS', $ =>
      $.connectTLS({ trusted: [other.cert], onState: watch('inner') }).to($ =>
        $.connectTLS({ trusted: [hub.cert], onState: watch('outer') }).to($ => $.connect(address(7))),
      ),
    ),
  () =>
    call('over a filter', $ =>
      $.connectTLS({ trusted: [hub.cert], onState: watch('client') }).to($ =>
        $.handleData(() => undefined).connect(address(0)),
      ),
    ),
  () =>
    call('both ends here', $ =>
      $.connectTLS({ onState: watch('client') }).to($ => $.acceptTLS({ certificate: hub }).to($ => $.pipe(echo))),
    ),
]

function next(i: number): void {
  const one = turns[i]
  if (!one) return os.kill(pipy.pid, 9)
  one().then(() => next(i + 1))
}
next(0)
