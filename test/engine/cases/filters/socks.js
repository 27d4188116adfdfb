// acceptSOCKS and connectSOCKS: both with each other, and each with bytes by hand.
import { inTurn, pause, feed } from './_events.js';
var first = Number(os.env.ZTM_TEST_PORT);
var at = (n) => '127.0.0.1:' + (first + n);
var allowed = true;
pipy.listen(at(0), ($) => $.acceptSOCKS((r) => {
  println('asked', r.id, r.ip, r.domain, r.port);
  return allowed;
}).to(($) => $.replaceData((d) => (d.size > 0 ? new Data('<' + d.toString() + '>') : d))));
// A client by hand: hex in, hex out.
var raw = (hex) => {
  var got = '';
  return pipeline(($) => $
    .onStart(() => pause(0).then(() => [new Data(hex.split(' ').join(''), 'hex'), new StreamEnd()]))
    .connect(at(0))
    .handleData((d) => { got = got + d.toString('hex'); })
  ).spawn().then(() => { println(got); });
};
// A proxy by hand: answers each piece of input with the next of `answers`.
var proxy = (n, answers) => {
  var i = 0;
  pipy.listen(at(n), ($) => $.replaceData((d) => {
    if (d.size === 0) return d;
    println('proxy got', d.toString('hex'));
    i = i + 1;
    return new Data(answers[i - 1], 'hex');
  }));
};
// Of an error Pipy tells twice: the first end is what counts.
var call = (n, target) => {
  var ended = false;
  return feed(($) => $.connectSOCKS(target).to(($) => $.connect(at(n))).replaceStreamEnd((e) => {
    if (ended) return null;
    ended = true;
    return e;
  }), [new Data('hi'), new StreamEnd()]);
};
inTurn([
  ['a name', () => call(0, 'target.host:99')],
  ['an address', () => call(0, () => '1.2.3.4:80')],
  ['not allowed', () => { allowed = false; return call(0, 'target.host:99'); }],
  ['an IPv6 address is refused', () => { allowed = true; return call(0, '[::1]:80'); }],
  ['SOCKS 4', () => raw('04 01 0050 01020304 6d65 00')],
  ['SOCKS 4a', () => raw('04 01 0050 00000001 00 61622e63 00')],
  ['SOCKS 5, all in one', () => raw('05 01 00 05 01 00 01 01020304 0050')],
  ['another command', () => raw('05 01 00 05 02 00 01 01020304 0050')],
  ['another command, SOCKS 4', () => raw('04 02 0050 01020304 00')],
  ['no SOCKS at all', () => raw('474554')],
  ['an end too early', () => raw('05 01')],
  ['a proxy that wants a login', () => { proxy(1, ['05ff']); return call(1, 'target:1'); }],
  ['a proxy that refuses', () => { proxy(2, ['0500', '05050001000000000000']); return call(2, 'target:1'); }],
  ['a proxy that answers with a name', () => { proxy(3, ['0500', '0500000302616200506f', '6b']); return call(3, 'target:1'); }],
  ['a proxy that is not there', () => call(9, 'target:1')],
  ['no target', () => call(0, () => undefined)],
  ['a bad target', () => call(0, 'nonsense')],
]);
