// loop: output goes round into the input, and on; it ends when a filter inside says so.
import { see, inTurn, pause, feed } from './_events.js';
var ends = 0;
inTurn([
  ['one round', () => feed(($) => $.loop(($) => $.replaceData((d) => {
    if (d.size === 0) return null;
    return d.size < 2 ? new Data(d.toString() + '+') : new StreamEnd();
  })), [new Data('a')])],
  ['nothing comes out', () => {
    var inside = 0;
    pipeline(($) => $.onStart(() => new Data('a')).loop(($) => $.handleData(() => { inside = inside + 1; }).dummy()).handle(see('out'))).spawn();
    return pause(0.02).then(() => { println('inside', inside); });
  }],
  ['output later', () => feed(($) => $.loop(($) => $.replaceData((d) => pause(0.01).then(() => {
    if (d.size === 0) return null;
    return d.size < 5 ? new Data(d.toString() + '+') : new StreamEnd('Replay');
  })).replaceStreamEnd((e) => {
    ends = ends + 1;
    return ends === 1 ? e : null;
  })), [new Data('a')])],
]);
