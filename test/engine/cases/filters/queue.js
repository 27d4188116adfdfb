// muxQueue and demuxQueue: requests of many pipelines over one sub-pipeline, answers in order, whatever takes long.
import { see, inTurn, pause, feed } from './_events.js';
var $n;
var sessions = 0;
var ask = (options, delay) => pipeline(($) => $
  .onStart((n) => { $n = n; return pause(0).then(() => new Message({ n }, 'ask ' + n)); })
  .muxQueue(() => 'one', options).to(($) => $
    .onStart(() => { sessions = sessions + 1; })
    .replaceMessage((m) => pause(delay(m.head.n)).then(() => new Message({ n: m.head.n }, 'answer to ' + m.body.toString())))
  )
  .replaceMessage((m) => [m, new StreamEnd()])
  .handleMessage((m) => { got.push($n + ': ' + m.body.toString()); })
);
var got = [];
var count = (run) => () => {
  got = [];
  sessions = 0;
  return run().then(() => {
    got.sort().forEach((line) => println(line));
    println('sessions', sessions);
  });
};
var three = (p) => Promise.all([1, 2, 3].map((n) => p.spawn(n)));
var inOrder = [];
inTurn([
  ['one session', count(() => three(ask({ maxSessions: 1 }, (n) => 0.03 / n)))],
  ['a session each', count(() => three(ask({}, () => 0.01)))],
  ['one after the other', count(() => { var p = ask({}, () => 0); return p.spawn(1).then(() => p.spawn(2)); })],
  ['the session ends', () => pipeline(($) => $
    .onStart(() => pause(0).then(() => new Message('x')))
    .muxQueue(() => 'two').to(($) => $.replaceMessage(() => new StreamEnd('ConnectionReset')))
    .handle(see('out'))
  ).spawn()],
  ['a throwing key', () => feed(($) => $.muxQueue(() => { throw new Error('in vain'); }).to(($) => $), new Message('x'))],
  ['demux: answers in order', () => {
    pipeline(($) => $
      .onStart(() => pause(0).then(() => [new Message({ n: 1 }, 'a'), new Message({ n: 2 }, 'b'), new Message({ n: 3 }, 'c')]))
      .demuxQueue().to(($) => $.replaceMessage((m) => pause(0.03 / m.head.n).then(() => {
        inOrder.push(m.head.n);
        return new Message({ n: m.head.n }, '<' + m.body.toString() + '>');
      })))
      .handle(see('out'))
    ).spawn();
    return pause(0.1).then(() => { println('made in the order', inOrder.join(' ')); });
  }],
  ['demux: each in a context of its own', () => feed(($) => $.demuxQueue().to(($) => $
    .handleMessageStart((s) => { $n = ($n ? $n : 0) + s.head.n; })
    .replaceMessage((m) => new Message('n is ' + $n))
  ), [new Message({ n: 1 }), new Message({ n: 2 }), new StreamEnd()])],
  ['demux: no answer is an empty one', () => feed(($) => $.demuxQueue().to(($) => $.replaceMessage(() => new StreamEnd('ReadError'))), [new Message('x'), new StreamEnd()])],
  ['demux: nothing', () => feed(($) => $.demuxQueue().to(($) => $), [new StreamEnd()])],
]);
