// handle*: what each sees, that nothing is changed by the answer, promises that hold the stream, throws.
import { text, see, inTurn, pause, sample, feed } from './_events.js';
var log = (name) => (e, count) => {
  println(name, text(e), count);
  return new Data('ignored');
};
var late = (name) => (e) => pause(0.01).then(() => { println(name, text(e)); });
var two = sample('one').slice(0, 3).concat(sample('two'));
inTurn([
  ['all kinds', () => pipeline(($) => $
    .handleStreamStart(log('first'))
    .handleMessageStart(log('message start'))
    .handleData(log('data'))
    .handleMessageBody((d) => { println('body', d.toString()); })
    .handleMessage(log('message'))
    .handleOneMessage(log('one message'))
    .handleMessageEnd(log('message end'))
    .handleStreamEnd(log('stream end'))
    .handle(see('out'))
  ).process(two)],
  ['no message', () => pipeline(($) => $
    .handleMessage(log('message'))
    .handleOneMessage(log('one message'))
    .handle(see('out'))
  ).process([new Data('loose'), new MessageEnd(), new StreamEnd('ReadError')])],
  ['a message cut short', () => pipeline(($) => $
    .handleMessage(log('message'))
    .handleMessageBody((d) => { println('body', d.toString()); })
    .handle(see('out'))
  ).process([new MessageStart({ a: 1 }), new Data('ab'), new StreamEnd()])],
  ['promises', () => pipeline(($) => $
    .handleMessageStart(late('start'))
    .handleData(late('data'))
    .handleMessage(late('message'))
    .handle(see('out'))
  ).process(sample('one'))],
  ['a throw swallows the event', () => feed(($) => $.handleData(() => { throw new Error('in vain'); }), sample('one'))],
  ['a rejection', () => feed(($) => $.handleMessageStart(() => Promise.reject('why')), new MessageStart())],
]);
