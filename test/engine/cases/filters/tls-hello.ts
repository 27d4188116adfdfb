// handleTLSClientHello: names in the first bytes of TLS, whole and in pieces; nothing is changed; what is no TLS; routing by name.
const first = Number(os.env.ZTM_TEST_PORT)
const address = (port: number) => `127.0.0.1:${first + port}`

function identity(name: string): TLSCertificate {
  const key = new crypto.PrivateKey({ type: 'ed25519' })
  const publicKey = new crypto.PublicKey(key)
  return { cert: new crypto.Certificate({ subject: { CN: name }, privateKey: key, publicKey, timeOffset: -300 }), key }
}

for (const [port, name] of [
  [1, 'one'],
  [2, 'two'],
] as const) {
  pipy.listen(address(port), $ => $.acceptTLS({ certificate: identity(name) }).to($ => $.replaceData(data => data)))
}
let route: string | undefined
pipy.listen(address(0), $ =>
  $.handleTLSClientHello(hello => {
    println('hello for', hello.serverNames?.join(), 'with', hello.protocolNames?.join())
    route = hello.serverNames?.[0]
  }).pipe(() => {
    if (route === undefined) return undefined
    const port = route === 'one' ? 1 : 2
    return pipeline($ => $.connect(address(port)))
  }),
)

function call(options: ConnectTLSOptions): Promise<void> {
  let peer = 'nobody'
  route = undefined
  return pipeline($ =>
    $.onStart(new Data('x'))
      .connectTLS({
        ...options,
        onState: session => {
          if (session.state === 'connected') peer = session.peer!.subject.commonName!
        },
      })
      .to($ => $.connect(address(0)))
      .replaceData(data => (data.size > 0 ? new StreamEnd() : null)),
  )
    .spawn()
    .then(() => println('reached', peer))
}

/** Bytes by hand; tells what was called, and whether all came out. */
function feed(pieces: Data[]): Promise<void> {
  let size = 0
  let called = 'not called'
  for (const piece of pieces) size += piece.size
  return pipeline($ =>
    $.onStart(() => new Timeout(0).wait().then(() => [...pieces, new StreamEnd()]))
      .handleTLSClientHello(hello => {
        called = `called with ${hello.serverNames?.join()} ${hello.protocolNames?.join()}`
      })
      .handleData(data => {
        size -= data.size
      }),
  )
    .spawn()
    .then(() => println(called, 'left', size))
}

/** A ClientHello without anything but extensions, as hex. */
function hello(extensions: string): Data {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  const body = `0303${'00'.repeat(32)}00000213010100${hex(extensions.length / 2, 4)}${extensions}`
  const message = `01${hex(body.length / 2, 6)}${body}`
  return new Data(`160301${hex(message.length / 2, 4)}${message}`, 'hex')
}

const turns = [
  () => call({ sni: 'one', alpn: ['p', 'q'] }),
  () => call({ sni: 'two' }),
  () => feed([hello('0000000a00080000056e2e616d65')]),
  () => feed([hello('0010000500030261620000000a00080000056e2e616d65')]),
  () => feed([hello('')]),
  () => {
    const whole = hello('0000000a00080000056e2e616d65')
    return feed([whole.shift(3), whole.shift(40), whole.shift(1), whole])
  },
  () => feed([new Data('GET / HTTP/1.1\r\n\r\n')]),
  () => feed([new Data('160301', 'hex')]),
]

function next(i: number): void {
  const one = turns[i]
  if (!one) return os.kill(pipy.pid, 9)
  one().then(() => next(i + 1))
}
next(0)
