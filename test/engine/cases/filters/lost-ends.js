// Ends of the stream that an engine may lose: does one come out?
import { inTurn, pause } from './_events.js';
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
var ends = (build, events) => {
  var ended = false;
  pipeline(($) => build($.onStart(() => pause(0).then(() => events))).handleStreamEnd(() => { ended = true; })).spawn();
  return pause(0.2).then(() => { println(ended ? 'ended' : 'never ends'); });
};
var whole = (body) => [new Message({ headers: {} }, body), new StreamEnd()];
// What arrives, and that both directions end: the answer behind the end is lost.
pipy.listen(address, ($) => $.handle((e) => {
  if (e instanceof StreamEnd) println('server: end', e.error);
  else if (e.size > 0) println('server:', e.toString());
}));
inTurn([
  ['split without bytes', () => ends(($) => $.split('\n'), [new StreamEnd()])],
  ['split after a message', () => ends(($) => $.split('\n'), whole('a\nb'))],
  ['compressHTTP after a message', () => ends(($) => $.compressHTTP('gzip'), whole('a'))],
  ['decompressHTTP after a message', () => ends(($) => $.decompressHTTP(), whole('a'))],
  ['demuxQueue while an answer is due', () => ends(($) => $.demuxQueue().to(($) => $.replaceMessage((m) => pause(0.02).then(() => m))), whole('a'))],
  ['acceptProxyProtocol before the header', () => ends(($) => $.acceptProxyProtocol(() => true).to(($) => $), [new StreamEnd()])],
  ['acceptProxyProtocol behind the header', () => ends(($) => $.acceptProxyProtocol(() => true).to(($) => $), [new Data('PROXY UNKNOWN\r\nx'), new StreamEnd()])],
  ['throttleDataRate', () => ends(($) => $.throttleDataRate(new algo.Quota(10)), [new Data('a'), new StreamEnd()])],
  ['connect behind an error', () => ends(($) => $.connect(address), [new Data('a'), new StreamEnd('ReadError')])],
]);
