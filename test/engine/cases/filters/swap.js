// swap and Hub: what one writes goes to the others; a hub that comes late; broadcasts; leaving; no echo.
import { see, inTurn, pause, feed } from './_events.js';
var join = (name, hub) => pipeline(($) => $.onStart(() => new Data()).swap(() => hub).handle(see(name))).spawn();
inTurn([
  ['to all others', () => {
    var hub = new pipeline.Hub();
    join('a', hub);
    join('b', hub);
    feed(($) => $.swap(() => hub), [new Data('1'), new Message({ m: 1 }, 'body')]);
    return pause(0.02);
  }],
  ['nobody there: lost', () => {
    var hub = new pipeline.Hub();
    feed(($) => $.swap(() => hub), new Data('lost'));
    return pause(0.02).then(() => {
      join('late', hub);
      hub.broadcast(new Data('heard'));
      return pause(0.02);
    });
  }],
  ['broadcast of a message and of several', () => {
    var hub = new pipeline.Hub();
    join('a', hub);
    hub.broadcast(new Message({ b: 1 }, 'body'));
    hub.broadcast([new Data('1'), new Data('2'), new StreamEnd('Replay')]);
    return pause(0.02);
  }],
  ['who has ended hears no more', () => {
    var hub = new pipeline.Hub();
    join('a', hub);
    join('b', hub);
    hub.broadcast(new StreamEnd());
    return pause(0.02).then(() => {
      hub.broadcast(new Data('to nobody'));
      return pause(0.02);
    });
  }],
  ['no hub yet: events wait', () => {
    var hub = new pipeline.Hub();
    var asked = 0;
    join('a', hub);
    pipeline(($) => $.onStart(() => pause(0).then(() => [new Data('1'), new Data('2'), new Data('3')]))
      .swap(() => { asked = asked + 1; return asked < 3 ? undefined : hub; })
      .handle(see('out'))
    ).spawn();
    return pause(0.02).then(() => { println('asked', asked); });
  }],
  ['a throw', () => feed(($) => $.swap(() => { throw new Error('in vain'); }), new Data('1'))],
  ['no hub but a number', () => feed(($) => $.swap(() => 5), new Data('1'))],
]);
