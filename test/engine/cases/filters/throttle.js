// throttleDataRate and throttleMessageRate: what waits for the quota, and what goes on when there is more.
import { see, inTurn, pause, feed } from './_events.js';
var messages = [new Message({ n: 1 }, 'a'), new Message({ n: 2 }, 'b'), new Message({ n: 3 }, 'c'), new StreamEnd()];
inTurn([
  ['enough', () => feed(($) => $.throttleDataRate(new algo.Quota(100)), [new Data('abc'), new Data('def'), new StreamEnd()])],
  ['little by little', () => {
    var quota = new algo.Quota(2);
    var over = false;
    feed(($) => $.throttleDataRate(quota), [new Data('abcde'), new Data('fg'), new StreamEnd()]).then(() => { over = true; });
    return pause(0.02).then(() => {
      println('waits', quota.current);
      quota.produce(1);
      return pause(0.02);
    }).then(() => {
      println('waits', quota.current);
      quota.produce(3);
      return pause(0.02);
    }).then(() => {
      println('over', over);
      quota.produce(10);
      return pause(0.02);
    }).then(() => { println('over', over, quota.current); });
  }],
  ['by itself, with time', () => feed(($) => $.throttleDataRate(new algo.Quota(2, { per: 0.02, produce: 2 })), [new Data('abcde'), new StreamEnd()])],
  ['a quota that two share', () => {
    var quota = new algo.Quota(3);
    feed(($) => $.throttleDataRate(() => quota), [new Data('ab'), new StreamEnd()]);
    feed(($) => $.throttleDataRate(() => quota), [new Data('cd'), new StreamEnd()]);
    return pause(0.02).then(() => {
      println('more');
      quota.produce(2);
      return pause(0.02);
    });
  }],
  ['messages', () => {
    var quota = new algo.Quota(2);
    feed(($) => $.throttleMessageRate(quota), messages);
    return pause(0.02).then(() => {
      println('more');
      quota.produce(5);
      return pause(0.02);
    }).then(() => { println('left', quota.current); });
  }],
  ['no quota', () => feed(($) => $.throttleDataRate(() => 5), new Data('x'))],
  ['a throw', () => feed(($) => $.throttleMessageRate(() => { throw new Error('in vain'); }), new Data('x'))],
  ['no quota at all', () => {
    try {
      pipeline(($) => $.throttleDataRate(null));
    } catch (e) {
      println(e.message);
    }
    return pause(0);
  }],
]);
