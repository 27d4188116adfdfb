// repeat: again with all input, by a value, by a promise; a throw; contexts are shared.
import { see, inTurn, pause, feed } from './_events.js';
var rounds = 0;
var ended = 0;
var $round = 0;
var again = (limit) => (end) => {
  println('ended with', end.error);
  rounds = rounds + 1;
  return rounds < limit;
};
var sub = ($) => $
  .onStart(() => { $round = $round + 1; println('starts', $round); })
  .handle(see('inside'))
  .replaceStreamEnd(() => new StreamEnd('ReadError'))
  .onEnd(() => { ended = ended + 1; });
inTurn([
  ['three times', () => { rounds = 0; return feed(($) => $.repeat(again(3)).to(sub), [new Data('a'), new StreamEnd()]); }],
  ['onEnd ran', () => pause(0.02).then(() => { println(ended); })],
  ['later', () => { rounds = 0; return feed(($) => $.repeat((end) => pause(0.01).then(() => again(2)(end))).to(sub), [new Data('a'), new StreamEnd()]); }],
  ['a rejection', () => feed(($) => $.repeat(() => Promise.reject('Unauthorized')).to(sub), [new StreamEnd()])],
  ['a throw', () => feed(($) => $.repeat(() => { throw new Error('in vain'); }).to(sub), [new StreamEnd()])],
]);
