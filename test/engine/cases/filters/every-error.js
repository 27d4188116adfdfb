// What cannot go on ends its stream, or passes, and the process lives: filters whose errors no other case shows.
import { see, inTurn, pause } from './_events.js';
var file = os.path.join(os.env.ZTM_TEST_DIR, 'file');
var bytes = () => [new Data('abc'), new StreamEnd()];
var message = () => [new MessageStart({ headers: {} }), new Data('abc'), new MessageEnd(), new StreamEnd()];
var fail = () => { throw new Error('in vain'); };
// Prints what comes out until the first end: of an error Pipy may tell twice.
var run = (events, build) => () => {
  var over = false;
  var tell = see('out');
  try {
    pipeline(($) => build($.onStart(() => pause(0).then(events))).handle((e) => {
      if (over) return;
      if (e instanceof StreamEnd) over = true;
      tell(e);
    })).spawn();
  } catch (e) {
    println('refused');
    over = true;
  }
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
inTurn([
  ['onStart', onBytes(($) => $.pipe(() => pipeline(($) => $.onStart(() => pause(0).then(fail)))))],
  ['onEnd', onBytes(($) => $.pipe(() => pipeline(($) => $.onEnd(fail))))],
  ['handle', onBytes(($) => $.handle(fail))],
  ['handleData', onBytes(($) => $.handleData(fail))],
  ['handleMessage', onMessage(($) => $.handleMessage(fail))],
  ['handleMessageStart', onMessage(($) => $.handleMessageStart(fail))],
  ['handleMessageBody', onMessage(($) => $.handleMessageBody(fail))],
  ['handleMessageEnd', onMessage(($) => $.handleMessageEnd(fail))],
  ['handleOneMessage', onMessage(($) => $.handleOneMessage(fail))],
  ['handleStreamStart', onBytes(($) => $.handleStreamStart(fail))],
  ['handleStreamEnd', onBytes(($) => $.handleStreamEnd(fail))],
  ['replace', onBytes(($) => $.replace(fail))],
  ['replaceData', onBytes(($) => $.replaceData(fail))],
  ['replaceMessage', onMessage(($) => $.replaceMessage(fail))],
  ['replaceMessageStart', onMessage(($) => $.replaceMessageStart(fail))],
  ['replaceMessageBody', onMessage(($) => $.replaceMessageBody(fail))],
  ['replaceMessageEnd', onMessage(($) => $.replaceMessageEnd(fail))],
  ['replaceOneMessage', onMessage(($) => $.replaceOneMessage(fail))],
  ['replaceStreamStart', onBytes(($) => $.replaceStreamStart(fail))],
  ['replaceStreamEnd', onBytes(($) => $.replaceStreamEnd(fail))],
  ['fork', onBytes(($) => $.fork(() => [1]).to(($) => $.replaceData(fail)))],
  ['forkJoin', onBytes(($) => $.forkJoin(fail).to(($) => $))],
  ['forkRace', onBytes(($) => $.forkRace(fail).to(($) => $))],
  ['loop', onBytes(($) => $.loop(($) => $.replaceData(fail)))],
  ['repeat', onBytes(($) => $.repeat((e) => { println('asked', typeof e.error); return false; }).to(($) => $.replaceData(fail)))],
  ['insert', onBytes(($) => $.insert(() => pause(0).then(fail)))],
  ['split', onBytes(($) => $.split('x'.repeat(1025)))],
  ['tee', onBytes(($) => $.tee(fail))],
  ['read', onBytes(($) => $.read(() => 5))],
  ['dump', onBytes(($) => $.dump(fail))],
  ['throttleDataRate', onBytes(($) => $.throttleDataRate(fail))],
  ['throttleMessageRate', onMessage(($) => $.throttleMessageRate(fail))],
  ['muxQueue', onMessage(($) => $.muxQueue(() => 1).to(($) => $.replaceMessage(fail)))],
  ['demuxQueue', onMessage(($) => $.demuxQueue().to(($) => $.replaceMessage(fail)))],
  ['decodeWebSocket', run(() => [new Data('ffffffffffffffffffffffff', 'hex'), new StreamEnd()], ($) => $.decodeWebSocket())],
  ['encodeWebSocket', run(() => [new Message({ opcode: 'x' }, 'abc'), new StreamEnd()], ($) => $.encodeWebSocket().replaceData((d) => new Data(d.toString('hex'))))],
  ['exec', onBytes(($) => $.exec(fail))],
  ['connect', onBytes(($) => $.connect(() => '127.0.0.1:' + os.env.ZTM_TEST_PORT))],
  ['acceptTLS', onBytes(($) => $.acceptTLS({ certificate: fail }).to(($) => $))],
  ['connectTLS', onBytes(($) => $.connectTLS({ sni: fail }).to(($) => $.replaceData()))],
  ['compressHTTP', onMessage(($) => $.compressHTTP(fail))],
  ['demuxHTTP', run(() => [new Data('GET / HTTP/1.1\r\nhost: h\r\n\r\n')], ($) => $.demuxHTTP().to(($) => $.replaceMessage(fail)).replaceMessageStart().replaceMessageEnd().replaceData((d) => (d.toString().startsWith('HTTP/1.1 502') ? [new Data('502'), new StreamEnd()] : null)))],
  ['muxHTTP', run(() => new Message({ path: '/', headers: { host: 'h' } }), ($) => $.muxHTTP(() => 1).to(($) => $.replaceData(fail)).replaceMessage((m) => [new Data(m.head.status + ''), new StreamEnd()]))],
]);
