// read, tee, dummy, print, dump: files in place of input, copies into files, and what is swallowed.
import { see, inTurn, pause, feed } from './_events.js';
var dir = os.env.ZTM_TEST_DIR;
var file = os.path.join(dir, 'letters');
var copy = os.path.join(dir, 'copy');
os.write(file, 'abcdefgh');
var content = (path) => { println(os.stat(path) ? os.read(path).toString() : 'no file'); };
inTurn([
  ['read', () => feed(($) => $.read(file), new Data('input is dropped'))],
  ['read at the end of the stream', () => feed(($) => $.read(file), new StreamEnd())],
  ['read a part', () => feed(($) => $.read(file, { seek: 2, size: 3 }), new Data('x'))],
  ['read more than there is', () => feed(($) => $.read(file, { seek: 6, size: 30 }), new Data('x'))],
  ['read, path by a function', () => feed(($) => $.read(() => file), new Data('x'))],
  ['read a missing file', () => feed(($) => $.read(os.path.join(dir, 'none')), new Data('x'))],
  ['read, a throw', () => feed(($) => $.read(() => { throw new Error('in vain'); }), new Data('x'))],
  ['pipy.read', () => pipy.read(file, ($) => $.handle(see('out')).onEnd(() => 'result')).then((r) => { println(r); })],
  ['pipy.read of a missing file', () => pipy.read(os.path.join(dir, 'none'), ($) => $.handle(see('out'))).catch((e) => { println(e.message.split(':')[0]); })],
  ['tee', () => feed(($) => $.tee(copy), [new MessageStart(), new Data('one '), new Data('two'), new MessageEnd(), new StreamEnd()])],
  ['its file', () => pause(0.05).then(() => content(copy))],
  ['tee again replaces', () => feed(($) => $.tee(() => copy), [new Data('three'), new StreamEnd()])],
  ['its file', () => pause(0.05).then(() => content(copy))],
  ['tee appends', () => feed(($) => $.tee(copy, { append: true }), [new Data(' four'), new StreamEnd()])],
  ['its file', () => pause(0.05).then(() => content(copy))],
  ['tee without data makes no file', () => feed(($) => $.tee(os.path.join(dir, 'nothing')), new StreamEnd())],
  ['its file', () => pause(0.05).then(() => content(os.path.join(dir, 'nothing')))],
  ['tee into no folder', () => feed(($) => $.tee(os.path.join(dir, 'none/file')), [new Data('goes on'), new StreamEnd()])],
  ['dummy', () => feed(($) => $.dummy(), [new MessageStart(), new Data('x'), new MessageEnd(), new StreamEnd('ReadError')])],
  ['print and dump pass everything', () => feed(($) => $.print().dump('tag').dump(() => 'tag'), [new Message({ a: 1 }, 'x'), new StreamEnd('ReadError')])],
]);
