// Layouts: when they are built, spawn and process, onStart and onEnd, what is refused.
import { see, inTurn, pause } from './_events.js';
var $v = 'root';
var refused = (build) => {
  try {
    pipeline(build);
    println('fine');
  } catch (e) {
    println(e.message.split(' ').slice(0, 2).join(' '));
  }
};
inTurn([
  ['built once, started twice', () => {
    var built = 0;
    var p = pipeline(($) => {
      built = built + 1;
      return $.onStart((a, b) => [new Data(a + b), new StreamEnd()]).handle(see('out')).onEnd(() => 'result');
    });
    println('built', built);
    return p.spawn('a', 'b').then((r) => {
      println(r);
      return p.spawn('c', 1);
    }).then((r) => { println(r, 'built', built); });
  }],
  ['process: a message', () => pipeline(($) => $.replaceMessage((m) => [m, new StreamEnd()]).handle(see('out')).onEnd(() => 'result')).process(new Message({ a: 1 }, 'body')).then((r) => { println(r); })],
  ['process: events', () => pipeline(($) => $.handle(see('out')).onEnd(() => 'result')).process([new MessageStart(), new Data('x'), new MessageEnd(), new StreamEnd()]).then((r) => { println(r); })],
  ['no onEnd', () => pipeline(($) => $).process([new StreamEnd('ReadError')]).then((r) => { println(r); })],
  ['an empty layout echoes', () => pipeline(($) => $.pipe(pipeline(($) => $)).handle(see('out'))).process([new Data('x'), new StreamEnd()])],
  ['onStart later: input waits', () => pipeline(($) => $.onStart(() => pause(0.01).then(() => new Data('first'))).handle(see('out'))).process([new Data('second'), new StreamEnd()])],
  ['onStart rejects', () => pipeline(($) => $.onStart(() => Promise.reject('Unauthorized')).handle(see('out'))).spawn()],
  ['onStart gives events, not a function', () => pipeline(($) => $.onStart([new Data('a'), new Message({ b: 1 }, 'c'), new StreamEnd()]).handle(see('out'))).spawn()],
  ['onStart gives a number', () => pipeline(($) => $.onStart(() => pause(0).then(() => 5)).handle(see('out'))).spawn()],
  ['onEnd throws', () => pipeline(($) => $.onStart(() => pause(0).then(() => new StreamEnd())).onEnd(() => { throw new Error('in vain'); })).spawn().then((r) => { println(r); })],
  ['context variables start from the root', () => pipeline(($) => $.onStart(() => { println($v); $v = 'own'; return new StreamEnd(); }).onEnd(() => $v)).spawn().then((r) => { println(r, $v); })],
  ['events after the end', () => pipeline(($) => $.handle(see('out'))).process([new StreamEnd(), new Data('late'), new StreamEnd('ReadError')])],
  ['refused', () => {
    refused(($) => $.onStart(() => {}).onStart(() => {}));
    refused(($) => $.dummy().onStart(() => {}));
    refused(($) => $.onEnd(() => {}).onEnd(() => {}));
    refused(($) => $.connectTLS({}));
    refused(($) => $.to(($) => $));
    refused(($) => $.muxHTTP(() => 1).dummy());
    var kept;
    refused(($) => { kept = $; return $; });
    try {
      kept.dummy();
    } catch (e) {
      println(e.message.split(' ').slice(0, 2).join(' '));
    }
    return pause(0);
  }],
]);
