// detectProtocol: what is known after which bytes, in single bytes, near misses, a throw; bytes pass untouched.
import { inTurn, pause, feed } from './_events.js';
var detect = (pieces) => {
  var said = 'nothing said';
  var passed = 0;
  return pipeline(($) => $
    .onStart(() => pause(0).then(() => pieces.concat([new StreamEnd()])))
    .detectProtocol((p) => { said = JSON.stringify(p) + ' before ' + passed; })
    .handleData((d) => { passed = passed + d.size; })
  ).spawn().then(() => { println(said, 'passed', passed); });
};
var text = (t) => detect([new Data(t)]);
var hex = (h) => detect([new Data(h, 'hex')]);
var bytes = (t) => detect(t.split('').map((c) => new Data(c)));
inTurn([
  ['a whole request', () => text('GET / HTTP/1.1\r\nhost: h\r\n\r\n')],
  ['a request line', () => text('DELETE /a%20b HTTP/1.0\r\n')],
  ['without its end', () => text('GET / HTTP/1.1')],
  ['byte by byte', () => bytes('POST /x HTTP/1.1\r\n')],
  ['an unknown method', () => text('FETCH / HTTP/1.1\r\n')],
  ['in small letters', () => text('get / HTTP/1.1\r\n')],
  ['another version', () => text('GET / HTTP/1.2\r\n')],
  ['HTTP/2', () => text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['HTTP/2, almost', () => text('PRI * HTTP/2.0\r\n\r\nXM\r\n\r\n')],
  ['HTTP/2 byte by byte', () => bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['TLS', () => hex('16030100c8010000c4030300')],
  ['TLS, not enough', () => hex('16030100c8010000c403')],
  ['TLS, no ClientHello', () => hex('16030100c8020000c4030300')],
  ['TLS, too long inside', () => hex('1603010010010000ff030300')],
  ['SSH', () => text('SSH-2.0-x\r\n')],
  ['an empty Data', () => detect([new Data()])],
  ['nothing', () => detect([])],
  ['a throw', () => feed(($) => $.detectProtocol(() => { throw new Error('in vain'); }), [new Data('x')])],
]);
