// Ends of the stream that an engine may lose: does one come out?
import { inTurn, pause } from './_events.js';
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
// All at once, since what never ends is waited for long.
var ends = (build, events) => {
  var ended = false;
  pipeline(($) => build($.onStart(() => pause(0).then(() => events))).handleStreamEnd(() => { ended = true; })).spawn();
  var look = (n) => (ended || n === 0 ? undefined : pause(0.1).then(() => look(n - 1)));
  return pause(0.1).then(() => look(30)).then(() => (ended ? 'ended' : 'never ends'));
};
var whole = (body) => [new Message({ headers: {} }, body), new StreamEnd()];
// What arrives, and that both directions end: the answer behind the end is lost.
var seen = [];
pipy.listen(address, ($) => $.handle((e) => {
  if (e instanceof StreamEnd) seen.push('end ' + e.error);
  else if (e.size > 0) seen.push(e.toString());
}));
var steps = [
  ['split without bytes', () => ends(($) => $.split('\n'), [new StreamEnd()])],
  ['split after a message', () => ends(($) => $.split('\n'), whole('a\nb'))],
  ['compressHTTP after a message', () => ends(($) => $.compressHTTP('gzip'), whole('a'))],
  ['decompressHTTP after a message', () => ends(($) => $.decompressHTTP(), whole('a'))],
  ['demuxQueue while an answer is due', () => ends(($) => $.demuxQueue().to(($) => $.replaceMessage((m) => pause(0.02).then(() => m))), whole('a'))],
  ['acceptProxyProtocol before the header', () => ends(($) => $.acceptProxyProtocol(() => true).to(($) => $), [new StreamEnd()])],
  ['acceptProxyProtocol behind the header', () => ends(($) => $.acceptProxyProtocol(() => true).to(($) => $), [new Data('PROXY UNKNOWN\r\nx'), new StreamEnd()])],
  ['throttleDataRate', () => ends(($) => $.throttleDataRate(new algo.Quota(10)), [new Data('a'), new StreamEnd()])],
  ['replaceMessage of a message cut short', () => ends(($) => $.replaceMessage((m) => m), [new MessageStart(), new Data('a'), new StreamEnd()])],
  ['connect behind an error', () => ends(($) => $.connect(address), [new Data('a'), new StreamEnd('ReadError')])],
];
var results = steps.map((step) => step[1]());
inTurn(steps.map((step, i) => [step[0], () => results[i].then((word) => { println(word); })]).concat([
  ['what the server saw', () => { println(seen.join(', ')); return pause(0); }],
]));
