// Every kind of callback throws once, or gives a promise that is rejected: each is contained, then the next has its turn.
const port = Number(os.env.ZTM_TEST_PORT)
const at = (n: number): string => `127.0.0.1:${port + n}`
const key = new crypto.PrivateKey({ type: 'ed25519' })
const cert = new crypto.Certificate({
  subject: { commonName: 'x' },
  privateKey: key,
  publicKey: new crypto.PublicKey(key),
  days: 1,
  extensions: { subjectAltName: 'DNS:x' },
})
const certificate = { cert, key }

function fail(name: string): never {
  throw new Error(`thrown in ${name}`)
}

const text = (): Data => new Data('hello')
// The beginning of TLS, without extensions.
const hello = (): Data => new Data(`160301002d010000290303${'00'.repeat(32)}00000213010100`, 'hex')
const request = (): Message => new Message({ method: 'GET', path: '/', headers: { host: 'h' } })

// Of what comes out only that it ends is of interest here.
const run = (build: ($: PipelineBuilder) => PipelineBuilder): Promise<unknown> => pipeline(build).spawn()
const later = (events: unknown) => () => new Timeout(0.01).wait().then(() => events)
const after = (events: unknown, then: ($: PipelineBuilder) => PipelineBuilder): Promise<unknown> =>
  run($ => then($.onStart(later(events) as never)))
const ended = (events: PipyEvent[]): PipyEvent[] => [...events, new StreamEnd()]

pipy.listen(at(0), $ => $.serveHTTP(() => fail('serveHTTP')))
pipy.listen(at(1), $ => $.serveHTTP(() => Promise.reject(new Error('thrown in serveHTTP, a promise'))))
pipy.listen(at(2), $ => $.onStart(() => fail('onStart')).replaceData(data => data))
pipy.listen(at(3), $ => $.onEnd(() => fail('onEnd')).replaceData(data => data))
pipy.listen(at(4), $ => $.acceptTLS({ certificate: () => fail('certificate') }).to($ => $.replaceData(data => data)))
pipy.listen(at(5), $ =>
  $.acceptTLS({ certificate, onState: () => fail('onState of acceptTLS') }).to($ => $.replaceData(data => data)),
)
pipy.listen(at(6), $ => $.acceptTLS({ certificate, alpn: () => fail('alpn') }).to($ => $.replaceData(data => data)))
pipy.listen(at(7), $ =>
  $.demuxHTTP().to($ => $.acceptHTTPTunnel(() => fail('acceptHTTPTunnel')).to($ => $.replaceData(data => data))),
)
pipy.listen(at(8), $ => $.replaceData(data => data))

const get = (n: number) =>
  after(request(), $ =>
    $.muxHTTP(() => at(n), { version: 1 })
      .to($ => $.connect(at(n)))
      .replaceMessageEnd(end => [end, new StreamEnd()]),
  )
const dial = (n: number) => after(ended([text()]), $ => $.connect(at(n)))
const dialTLS = (n: number) => after([text()], $ => $.connectTLS({ sni: 'x', alpn: ['a'] }).to($ => $.connect(at(n))))

const steps: Record<string, () => Promise<unknown>> = {
  handleData: () => after(ended([text()]), $ => $.handleData(() => fail('handleData'))),
  handle: () => after(ended([text()]), $ => $.handle(() => fail('handle'))),
  handleMessage: () => after([request(), new StreamEnd()], $ => $.handleMessage(() => fail('handleMessage'))),
  handleStreamEnd: () => after(ended([]), $ => $.handleStreamEnd(() => fail('handleStreamEnd'))),
  'handleData, a promise': () =>
    after(ended([text()]), $ => $.handleData(() => Promise.reject(new Error('thrown in handleData, a promise')))),
  replaceData: () => after(ended([text()]), $ => $.replaceData(() => fail('replaceData'))),
  replaceMessage: () => after([request(), new StreamEnd()], $ => $.replaceMessage(() => fail('replaceMessage'))),
  'replaceMessage, a promise': () =>
    after([request(), new StreamEnd()], $ =>
      $.replaceMessage(() => Promise.reject(new Error('thrown in replaceMessage, a promise'))),
    ),
  replaceStreamStart: () => after(ended([text()]), $ => $.replaceStreamStart(() => fail('replaceStreamStart'))),
  wait: () => after(ended([text()]), $ => $.wait(() => fail('wait'))),
  pipe: () => after(ended([text()]), $ => $.pipe(() => fail('pipe'))),
  detectProtocol: () =>
    after(ended([new Data('GET / HTTP/1.1\r\n\r\n')]), $ => $.detectProtocol(() => fail('detectProtocol'))),
  connect: () => after(ended([text()]), $ => $.connect(() => fail('connect'))),
  'onState of connect': () =>
    after(ended([text()]), $ => $.connect(at(8), { onState: () => fail('onState of connect') })),
  'bind of connect': () => after(ended([text()]), $ => $.connect(at(8), { bind: () => fail('bind of connect') })),
  muxHTTP: () => after(request(), $ => $.muxHTTP(() => fail('muxHTTP'), { version: 1 }).to($ => $.connect(at(0)))),
  connectHTTPTunnel: () =>
    after([text()], $ =>
      $.connectHTTPTunnel(() => fail('connectHTTPTunnel')).to($ =>
        $.muxHTTP(() => 1, { version: 1 }).to($ => $.connect(at(7))),
      ),
    ),
  swap: () => after(ended([text()]), $ => $.swap(() => fail('swap'))),
  repeat: () => after(ended([text()]), $ => $.repeat(() => fail('repeat')).to($ => $.replaceData(data => data))),
  insert: () => after(ended([text()]), $ => $.insert(() => fail('insert'))),
  serveHTTP: () => get(0),
  'serveHTTP, a promise': () => get(1),
  onStart: () => dial(2),
  onEnd: () => dial(3),
  certificate: () => dialTLS(4),
  'onState of acceptTLS': () => dialTLS(5),
  alpn: () => dialTLS(6),
  acceptHTTPTunnel: () =>
    after([text()], $ =>
      $.connectHTTPTunnel(new Message({ method: 'CONNECT', path: 'a:1', headers: { host: 'a' } })).to($ =>
        $.muxHTTP(() => 1, { version: 1 }).to($ => $.connect(at(7))),
      ),
    ),
  handleStreamStart: () => after(ended([text()]), $ => $.handleStreamStart(() => fail('handleStreamStart'))),
  handleMessageBody: () =>
    after([request(), new StreamEnd()], $ => $.handleMessageBody(() => fail('handleMessageBody'))),
  replaceMessageBody: () =>
    after([request(), new StreamEnd()], $ => $.replaceMessageBody(() => fail('replaceMessageBody'))),
  replaceStreamEnd: () => after(ended([text()]), $ => $.replaceStreamEnd(() => fail('replaceStreamEnd'))),
  handleTLSClientHello: () => after(ended([hello()]), $ => $.handleTLSClientHello(() => fail('handleTLSClientHello'))),
  acceptSOCKS: () =>
    after(ended([new Data('05010005010001010203040050', 'hex')]), $ =>
      $.acceptSOCKS(() => fail('acceptSOCKS')).to($ => $.replaceData(data => data)),
    ),
  acceptProxyProtocol: () =>
    after(ended([new Data('PROXY TCP4 1.1.1.1 2.2.2.2 3 4\r\nhi')]), $ =>
      $.acceptProxyProtocol(() => fail('acceptProxyProtocol')).to($ => $.replaceData(data => data)),
    ),
  connectSOCKS: () =>
    after(ended([text()]), $ =>
      $.connectSOCKS(() => fail('connectSOCKS')).to($ => $.replaceData(() => new Data([5, 0]))),
    ),
  connectProxyProtocol: () =>
    after(ended([text()]), $ =>
      $.connectProxyProtocol(() => fail('connectProxyProtocol')).to($ => $.replaceData(data => data)),
    ),
  muxQueue: () =>
    after([request(), new StreamEnd()], $ => $.muxQueue(() => fail('muxQueue')).to($ => $.replaceMessage(m => m))),
  fork: () => after(ended([text()]), $ => $.fork(() => fail('fork')).to($ => $.replaceData(data => data))),
  'onEnd of spawn': () => after(ended([text()]), $ => $.onEnd(() => fail('onEnd of spawn'))),
  'a timer': () => new Timeout(0.01).wait().then(() => fail('a timer')),
}

// One after the other; one that stays pending is told and left.
const names = Object.keys(steps)
const next = (i: number): void => {
  const name = names[i]
  if (name === undefined) return println('alive')
  let over = false
  const done = (how: string) => () => {
    if (over) return
    over = true
    println(name, how)
    next(i + 1)
  }
  new Timeout(2).wait().then(done('pending'))
  const step = steps[name]
  if (!step) return
  try {
    step().then(done('ended'), done('rejected'))
  } catch {
    done('threw')()
  }
}
next(0)
