// fork, forkJoin, forkRace: copies, arguments, contexts, whose ends come out. Outputs are separate: branches collect theirs.
import { text, inTurn, pause } from './_events.js';
var $n = 'outer';
var lines = {};
var note = (label) => (e) => {
  if (e instanceof Data && e.size === 0) return;
  if (!lines[label]) lines[label] = [];
  lines[label].push(text(e));
};
var run = (build, events) => {
  lines = {};
  return pipeline(($) => build($.onStart(() => { $n = 'outer'; })).handle(note('out')).onEnd(() => $n)).process(events)
    .then((n) => pause(0.03).then(() => {
      Object.keys(lines).sort().forEach((label) => println(label, lines[label].join(' | ')));
      println('context', n);
    }));
};
var input = () => [new Data('1'), new Data('2'), new StreamEnd()];
inTurn([
  ['fork over an array', () => run(($) => $.fork(['x', 'y']).to(($) => $
    .onStart((element, index) => { $n = element + index; })
    .handle((e) => note($n)(e))
    .replaceStreamEnd(() => null)
  ), input())],
  ['elements by a function', () => run(($) => $.fork(() => ['p']).to(($) => $
    .onStart((element) => { $n = element; })
    .handle((e) => note($n)(e))
    .replaceStreamEnd(() => null)
  ), input())],
  ['ends of branches come out', () => run(($) => $.fork([1, 2]).to(($) => $.replaceStreamEnd(() => new StreamEnd('Replay'))), input())],
  ['no elements', () => run(($) => $.fork([]).to(($) => $), input())],
  ['data is a copy', () => run(($) => $.fork([1]).to(($) => $
    .handleData((d) => { d.shift(1); })
    .handle(note('branch'))
    .replaceStreamEnd(() => null)
  ), input())],
  ['forkJoin waits for the branches', () => run(($) => $.forkJoin([0.01, 0.02]).to(($) => $
    .onStart((seconds) => { $n = seconds; })
    .replaceStreamEnd((e) => pause($n).then(() => { note('joined')(e); return e; }))
  ), input())],
  ['forkRace: the first is the output', () => run(($) => $.forkRace([0.03, 0.01]).to(($) => $
    .onStart((seconds) => { $n = seconds; })
    .replaceData((d) => pause($n).then(() => new Data(d.toString() + ' after ' + $n)))
  ), input())],
]);
