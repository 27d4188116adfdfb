// What is attacked: a listener for each decoder, on ports one after the other, and a way to send out to a hostile server.
var first = Number(os.env.ZTM_TEST_PORT)
var at = n => '127.0.0.1:' + (first + n)
var limits = { idleTimeout: 60 }
var key = new crypto.PrivateKey({ type: 'ed25519' })
var certificate = new crypto.Certificate({
  subject: { commonName: 'fuzz' },
  privateKey: key,
  publicKey: new crypto.PublicKey(key),
  days: 1,
  extensions: { subjectAltName: 'DNS:fuzz' },
})
var tls = { certificate: { cert: certificate, key: key }, alpn: ['h2', 'http/1.1'] }
var respond = request => {
  var size = request.body ? request.body.size : 0
  return new Message(
    { status: 200, headers: { 'content-type': 'text/plain', 'x-size': String(size) } },
    request.body && size > 0 ? request.body : 'ok',
  )
}
var serve = $ => $.serveHTTP(respond)

pipy.listen(at(0), limits, $ => $.demuxHTTP().to($ => $.decompressHTTP().replaceMessage(respond)))
pipy.listen(at(1), limits, serve)
pipy.listen(at(2), limits, $ =>
  $.handleTLSClientHello(hello => {
    JSON.stringify(hello)
  }).replaceData(data => data),
)
pipy.listen(at(3), limits, $ => $.detectProtocol(name => name).replaceData(data => data))
pipy.listen(at(4), limits, $ =>
  $.acceptProxyProtocol(info => {
    JSON.stringify(info)
    return true
  }).to($ => $.replaceData(data => data)),
)
pipy.listen(at(5), limits, $ =>
  $.acceptSOCKS(request => {
    JSON.stringify(request)
    return true
  }).to($ => $.replaceData(data => data)),
)
pipy.listen(at(6), limits, $ =>
  $.decodeWebSocket()
    .handleMessage(message => JSON.stringify(message.head))
    .encodeWebSocket(),
)
pipy.listen(at(7), limits, $ => $.acceptTLS(tls).to(serve))
pipy.listen(at(8), limits, $ =>
  $.demuxHTTP().to($ =>
    $.acceptHTTPTunnel(request => new Message({ status: request.head.method === 'CONNECT' ? 200 : 101 })).to($ =>
      $.replaceData(data => data),
    ),
  ),
)

// What a decoder of crypto or JSON says of bytes; only an error may come of bad ones.
var decoders = {
  '/certificate': body => new crypto.Certificate(body.toString()).subject.commonName,
  '/chain': body => new crypto.CertificateChain(body.toString()),
  '/private-key': body => new crypto.PrivateKey(body.toString()).toPEM(),
  '/public-key': body => new crypto.PublicKey(body.toString()).toPEM(),
  '/json': body => JSON.encode(JSON.decode(body)),
  '/jwt': body => new crypto.JWT(body.toString()).isValid,
  '/jwk': body => new crypto.JWK(JSON.decode(body)).isValid,
  '/url': body => new URL(body.toString()).href,
  '/mask': body => new IPMask(body.toString()).contains('10.0.0.1'),
  '/ip': body => new IP(body.toString()).toString(),
  '/int': body => Int.parse(body.toString()),
  '/hex': body => new Data(body.toString(), 'hex').toString('base64'),
  '/base64': body => new Data(body.toString(), 'base64').toString('hex'),
  '/query': body => new URLSearchParams(body.toString()).toObject(),
}
var decode = (path, body) => {
  try {
    decoders[path](body)
    return 'decoded'
  } catch {
    return 'refused'
  }
}

// To a hostile server: what is sent there, by path `/KIND/PORT`.
var clients = {
  h1: port => $ =>
    $.muxHTTP(() => new Data(), { version: 1, timeout: 2 }).to($ => $.connect('127.0.0.1:' + port, limits)),
  h2: port => $ =>
    $.muxHTTP(() => new Data(), { version: 2, maxSessions: 1, timeout: 2 }).to($ =>
      $.connect('127.0.0.1:' + port, limits),
    ),
  tls: port => $ =>
    $.muxHTTP(() => new Data(), { version: 1, timeout: 2 }).to($ =>
      $.connectTLS({ sni: 'fuzz', trusted: [certificate] }).to($ => $.connect('127.0.0.1:' + port, limits)),
    ),
  socks: port => $ =>
    $.muxHTTP(() => new Data(), { version: 1, timeout: 2 }).to($ =>
      $.connectSOCKS('target:1').to($ => $.connect('127.0.0.1:' + port, limits)),
    ),
  tunnel: port => $ =>
    $.muxHTTP(() => new Data(), { version: 1, timeout: 2 }).to($ =>
      $.connectHTTPTunnel(new Message({ method: 'CONNECT', path: 'target:1', headers: { host: 'target:1' } })).to($ =>
        $.muxHTTP(() => new Data(), { version: 1, timeout: 2 }).to($ => $.connect('127.0.0.1:' + port, limits)),
      ),
    ),
}
var send = (kind, port) => {
  var found = null
  return pipeline($ =>
    clients[kind](port)($.onStart(() => new Message({ method: 'GET', path: '/', headers: { host: 'h' } })))
      .handleMessage(message => {
        found = message
      })
      .replaceMessageEnd(end => [end, new StreamEnd()])
      .onEnd(() => found),
  ).spawn()
}
pipy.listen(at(9), $ =>
  $.serveHTTP(request => {
    var path = request.head.path
    if (decoders[path]) return new Message({ status: 200 }, decode(path, request.body))
    var words = path.split('/')
    return send(words[1], words[2]).then(
      message => new Message({ status: 200 }, message?.head ? 'status ' + message.head.status : 'nothing'),
    )
  }),
)
println('ready')
