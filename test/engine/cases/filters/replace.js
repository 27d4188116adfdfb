// replace*: what is put in place of what, nothing, several events, promises, wrong answers, throws.
import { text, inTurn, pause, sample, feed } from './_events.js';
var two = sample('one').slice(0, 3).concat(sample('two'));
inTurn([
  ['data', () => feed(($) => $.replaceData((d, i) => new Data(d.toString() + i)), two)],
  ['data dropped', () => feed(($) => $.replaceData(), two)],
  ['data by null and undefined', () => feed(($) => $.replaceData((d, i) => (i === 0 ? null : undefined)), two)],
  ['data by a constant', () => feed(($) => $.replaceData(new Data('same')), two)],
  ['data by several', () => feed(($) => $.replaceData((d) => [d, null, new Data('more'), new Message({ b: 2 }, 'm')]), sample('x'))],
  ['data later', () => feed(($) => $.replaceData((d) => pause(0.01).then(() => new Data('late ' + d.toString()))), two)],
  ['start', () => feed(($) => $.replaceMessageStart((s) => new MessageStart({ was: s.head })), two)],
  ['end', () => feed(($) => $.replaceMessageEnd((e) => [new Data('+'), e]), two)],
  ['body', () => feed(($) => $.replaceMessageBody((b) => new Data('[' + b.toString() + ']')), two)],
  ['message', () => feed(($) => $.replaceMessage((m) => new Message({ was: m.head }, m.body.toString() + '!', { tail: true })), two)],
  ['one message', () => feed(($) => $.replaceOneMessage((m) => new Message('first')), two)],
  ['one message that never came', () => feed(($) => $.replaceOneMessage((m) => [new Data(text(m)), new StreamEnd()]), [new StreamEnd('ReadError')])],
  ['message cut short', () => feed(($) => $.replaceMessage((m) => [m, new StreamEnd('WriteError')]), [new MessageStart({ a: 1 }), new Data('ab'), new StreamEnd()])],
  ['first', () => feed(($) => $.replaceStreamStart((e) => [new Data('before'), e]), two)],
  ['stream end', () => feed(($) => $.replaceStreamEnd(() => [new Data('bye'), new StreamEnd('IdleTimeout')]), sample('x'))],
  ['everything', () => feed(($) => $.replace((e) => (e instanceof Data ? new Data('D') : e)), two)],
  ['a number', () => feed(($) => $.replaceData(() => 5), [new Data('x')])],
  ['a text for a body', () => feed(($) => $.replaceMessageBody(() => 'text'), [new MessageStart(), new Data('x'), new MessageEnd()])],
  ['a throw', () => feed(($) => $.replaceMessage(() => { throw new Error('in vain'); }), new Message('x'))],
  ['a rejection', () => feed(($) => $.replaceMessage(() => Promise.reject('why')), new Message('x'))],
]);
