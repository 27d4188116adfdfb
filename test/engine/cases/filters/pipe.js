// pipe: a fixed layout, a chosen one, one chosen late; arguments; context; errors; onEnd of the layout.
import { inTurn, pause, feed } from './_events.js';
var $kind;
var named = (name) => pipeline(($) => $
  .onStart((x, y) => { println(name, 'starts with', x, y); })
  .replaceData((d) => new Data(name + ':' + d.toString() + ':' + $kind))
  .onEnd(() => { println(name, 'ends'); })
);
var a = named('a');
var b = named('b');
var run = (build, events) => feed(($) => build($.handleStreamStart(() => { $kind = 'kind'; })), events);
var input = [new Data('1'), new Data('2'), new StreamEnd()];
inTurn([
  ['fixed', () => run(($) => $.pipe(a), input)],
  ['chosen', () => run(($) => $.pipe((e) => (e instanceof Data ? b : a)), input)],
  ['chosen at the second event', () => run(($) => $.pipe((e) => (e.toString() === '2' ? b : undefined)), input)],
  ['an array of arguments', () => run(($) => $.pipe(a, [1, 'two']), input)],
  ['a function of arguments', () => run(($) => $.pipe(a, (e) => [e.toString(), 2]), input)],
  ['one argument', () => run(($) => $.pipe(a, () => 'only'), input)],
  ['events and end from the start', () => run(($) => $.pipe(pipeline(($) => $.onStart([new Data('s'), new Data('t')]).replaceStreamEnd(() => [new Data('u'), new StreamEnd('ReadTimeout')]))), input)],
  ['a throw while choosing', () => run(($) => $.pipe(() => { throw new Error('in vain'); }), [new Data('1')])],
  ['no layout', () => run(($) => $.pipe(() => 5), [new Data('1')])],
  ['a start that takes time', () => run(($) => $.pipe(pipeline(($) => $.onStart(() => pause(0.01).then(() => new Data('first'))))), input)],
]);
