// An end of the stream with an error, behind bytes or a message, goes through every filter that hands on what it gets.
import { see, inTurn, pause } from './_events.js';
var first = Number(os.env.ZTM_TEST_PORT);
var at = (n) => '127.0.0.1:' + (first + n);
var file = os.path.join(os.env.ZTM_TEST_DIR, 'file');
var hub = new pipeline.Hub();
var quota = new algo.Quota(100);
var bytes = () => [new Data('abc'), new StreamEnd('ReadError')];
var message = () => [new MessageStart({ headers: {} }), new Data('abc'), new MessageEnd(), new StreamEnd('ReadError')];
// Prints what comes out, until an end or for a while.
var run = (events, build) => () => {
  var over = false;
  var tell = see('out');
  pipeline(($) => build($.onStart(() => pause(0).then(events))).handle((e) => {
    if (over) return;
    if (e instanceof StreamEnd) over = true;
    tell(e);
  })).spawn();
  var wait = (n) => {
    if (over || n === 0) {
      if (!over) println('no end');
      over = true;
      return pause(0);
    }
    return pause(0.01).then(() => wait(n - 1));
  };
  return wait(100);
};
var onBytes = (build) => run(bytes, build);
var onMessage = (build) => run(message, build);
pipy.listen(at(0), ($) => $.handle((e) => {}));
inTurn([
  ['onStart', onBytes(($) => $.pipe(() => pipeline(($) => $.onStart(() => pause(0.01).then(() => new Data('first '))))))],
  ['onEnd', onBytes(($) => $.onEnd(() => { println('onEnd'); }))],
  ['handle', onBytes(($) => $.handle((e) => {}))],
  ['handleData', onBytes(($) => $.handleData(() => pause(0.01)))],
  ['handleMessage', onMessage(($) => $.handleMessage(() => pause(0.01)))],
  ['handleMessageStart', onMessage(($) => $.handleMessageStart(() => pause(0.01)))],
  ['handleMessageBody', onMessage(($) => $.handleMessageBody(() => pause(0.01)))],
  ['handleMessageEnd', onMessage(($) => $.handleMessageEnd(() => pause(0.01)))],
  ['handleOneMessage', onMessage(($) => $.handleOneMessage(() => pause(0.01)))],
  ['handleStreamStart', onBytes(($) => $.handleStreamStart(() => pause(0.01)))],
  ['handleStreamEnd', onBytes(($) => $.handleStreamEnd((e) => { println('seen', e.error); return pause(0.01); }))],
  ['replace', onBytes(($) => $.replace((e) => e))],
  ['replaceData', onBytes(($) => $.replaceData((d) => pause(0.01).then(() => d)))],
  ['replaceMessage', onMessage(($) => $.replaceMessage((m) => pause(0.01).then(() => m)))],
  ['replaceMessageStart', onMessage(($) => $.replaceMessageStart((s) => pause(0.01).then(() => s)))],
  ['replaceMessageBody', onMessage(($) => $.replaceMessageBody((b) => pause(0.01).then(() => b)))],
  ['replaceMessageEnd', onMessage(($) => $.replaceMessageEnd((e) => pause(0.01).then(() => e)))],
  ['replaceOneMessage', onMessage(($) => $.replaceOneMessage((m) => pause(0.01).then(() => m)))],
  ['replaceStreamStart', onBytes(($) => $.replaceStreamStart((e) => pause(0.01).then(() => e)))],
  ['replaceStreamEnd', onBytes(($) => $.replaceStreamEnd((e) => pause(0.01).then(() => new StreamEnd('WriteError'))))],
  ['pipe', onBytes(($) => $.pipe(() => pipeline(($) => $.handle(see('inside')))))],
  ['fork', onBytes(($) => $.fork([1]).to(($) => $.handle(see('inside')).replaceStreamEnd()))],
  ['forkJoin', onBytes(($) => $.forkJoin([1]).to(($) => $.handle(see('inside'))))],
  ['forkRace', onBytes(($) => $.forkRace([1]).to(($) => $))],
  ['loop', onBytes(($) => $.loop(($) => $.replaceData()))],
  ['repeat', onBytes(($) => $.repeat(() => false).to(($) => $.handle(see('inside'))))],
  ['swap', onBytes(($) => { pipeline(($) => $.onStart(() => new Data()).swap(() => hub).handle(see('other'))).spawn(); return $.swap(() => hub); })],
  ['wait', onBytes(($) => { var open = false; pause(0.02).then(() => { open = true; }); return $.wait(() => pause(0.03).then(() => open)); })],
  ['insert', onBytes(($) => $.insert(() => pause(0.01).then(() => new Data('first '))))],
  ['split', onBytes(($) => $.split('b'))],
  ['tee', onBytes(($) => $.tee(file))],
  ['read', onBytes(($) => $.read(file))],
  ['dummy', onBytes(($) => $.dummy())],
  ['print', onBytes(($) => $.print())],
  ['dump', onBytes(($) => $.dump('x'))],
  ['throttleMessageRate', onMessage(($) => $.throttleMessageRate(quota))],
  ['muxQueue', onMessage(($) => $.muxQueue(() => 'one').to(($) => $.replaceMessage((m) => pause(0.01).then(() => m))))],
  ['demuxQueue', onMessage(($) => $.demuxQueue().to(($) => $))],
  ['decodeWebSocket', run(() => [new Data('8102', 'hex'), new Data('ab'), new StreamEnd('ReadError')], ($) => $.decodeWebSocket())],
  ['encodeWebSocket', onMessage(($) => $.encodeWebSocket().replaceData((d) => new Data(d.toString('hex'))))],
  ['detectProtocol', onBytes(($) => $.detectProtocol((p) => { println('protocol', p); }))],
  ['handleTLSClientHello', onBytes(($) => $.handleTLSClientHello(() => {}))],
  ['connect', run(() => [new Data('abc'), new StreamEnd()], ($) => $.connect(at(0)))],
  ['demuxHTTP', run(() => [new Data('GET / HTTP/1.1\r\nhost: h\r\n\r\n'), new StreamEnd()], ($) => $.demuxHTTP().to(($) => $.replaceMessage(() => pause(0.01).then(() => new Message('hi')))).replaceMessageStart().replaceMessageEnd().replaceData((d) => (d.toString().endsWith('hi') ? new Data('answer') : null)))],
  ['serveHTTP', run(() => [new Data('GET / HTTP/1.1\r\nhost: h\r\n\r\n'), new StreamEnd()], ($) => $.serveHTTP(() => new Message('hi')).replaceMessageStart().replaceMessageEnd().replaceData((d) => (d.toString().endsWith('hi') ? new Data('answer') : null)))],
]);
