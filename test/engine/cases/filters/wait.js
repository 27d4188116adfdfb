// wait: by a value that changes, by a promise, by its time limit; a throw and a rejection.
import { see, inTurn, pause, feed } from './_events.js';
var asked = 0;
inTurn([
  ['until true', () => pipeline(($) => $
    .wait(() => { asked = asked + 1; return asked > 2; })
    .handle(see('out'))
  ).process([new Data('a'), new Data('b'), new Data('c'), new Data('d'), new StreamEnd()])],
  ['asked', () => { println(asked); return pause(0); }],
  ['a promise', () => pipeline(($) => $
    .wait(() => { println('asked'); return pause(0.02).then(() => { println('ready'); }); })
    .handle(see('out'))
  ).process([new Data('a'), new Data('b'), new StreamEnd()])],
  ['the time limit', () => pipeline(($) => $
    .wait(() => false, { timeout: 0.02 })
    .handle(see('out'))
  ).process([new Data('a'), new StreamEnd()])],
  ['a rejection', () => feed(($) => $.wait(() => Promise.reject('ConnectionReset')), new Data('a'))],
  ['a throw', () => feed(($) => $.wait(() => { throw new Error('in vain'); }), new Data('a'))],
]);
