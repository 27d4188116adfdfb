// insert: events in front of the first; split: bytes into messages.
import { inTurn, pause, feed } from './_events.js';
inTurn([
  ['insert events', () => feed(($) => $.insert([new Data('before'), new MessageStart()]), [new Data('a'), new Data('b'), new StreamEnd()])],
  ['insert a message from a function', () => feed(($) => $.insert(() => new Message({ a: 1 }, 'm')), [new StreamEnd()])],
  ['insert nothing', () => feed(($) => $.insert(() => undefined), [new Data('a'), new StreamEnd()])],
  ['insert later: nobody waits', () => feed(($) => $.insert(() => pause(0.01).then(() => [new Data('late'), new StreamEnd('Replay')])), [new Data('a')])],
  ['insert a number', () => feed(($) => $.insert(() => 5), [new Data('a')])],
  ['split lines', () => feed(($) => $.split('\n'), [new Data('a\nb'), new Data('c\n'), new Data('d'), new StreamEnd()])],
  ['split at Data, cut anywhere', () => feed(($) => $.split(new Data('--')), [new Data('a-'), new Data('-b-c-'), new Data('--d'), new StreamEnd()])],
  ['split of messages: heads are dropped', () => feed(($) => $.split('\n'), [new MessageStart({ a: 1 }), new Data('x\ny'), new MessageEnd({ t: 1 }), new Data('z'), new StreamEnd()])],
  ['split, separator at the end', () => feed(($) => $.split('\n'), [new Data('x\n'), new StreamEnd()])],
]);
