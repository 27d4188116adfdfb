// connect: states, failures, retries, half close, limits of time, targets that are none.
import { inTurn, pause, feed } from './_events.js';
var first = Number(os.env.ZTM_TEST_PORT);
var at = (n) => '127.0.0.1:' + (first + n);
var nobody = at(9);
var states = [];
var $port;
var watch = (more) => ({ ...more, onState: (ob) => { states.push(ob.state); } });
var call = (target, options, events) => {
  states = [];
  return feed(($) => $.connect(target, watch(options)), events).then(() => pause(0.05)).then(() => { println('states', states.join(', ')); });
};
pipy.listen(at(0), ($) => $.handle((e) => {}));
pipy.listen(at(1), ($) => $.handleStreamEnd((e) => {}).replaceStreamEnd(() => [new Data('after the end'), new StreamEnd()]));
pipy.listen(at(2), ($) => $.replaceData(() => new StreamEnd()));
pipy.listen(at(3), ($) => $.dummy());
inTurn([
  ['echo, then half close', () => call(at(0), {}, [new Data('hello'), new StreamEnd()])],
  ['the answer comes after the end', () => call(at(1), {}, [new Data('x '), new StreamEnd()])],
  ['the other side ends', () => call(at(2), {}, [new Data('x')])],
  ['refused', () => call(nobody, {}, [new Data('x')])],
  ['refused, three times', () => call(nobody, { retryCount: 2, retryDelay: 0.01 }, [new Data('x')])],
  ['an empty Data is enough', () => call(nobody, {}, [new Data()])],
  ['a StreamEnd is not', () => call(at(0), {}, [new StreamEnd()])],
  ['a message start is', () => call(nobody, {}, [new MessageStart()])],
  ['by a function', () => call(() => at(0), {}, [new Data('hello'), new StreamEnd()])],
  ['options by a function', () => {
    states = [];
    return feed(($) => $.connect(at(0), () => watch({})), [new Data('hello'), new StreamEnd()]).then(() => pause(0.05)).then(() => { println('states', states.join(', ')); });
  }],
  ['no target', () => call(() => undefined, {}, [new Data('x')])],
  ['no address', () => call('nonsense', {}, [new Data('x')])],
  ['a throw', () => call(() => { throw new Error('in vain'); }, {}, [new Data('x')])],
  ['bound to an address', () => call(at(0), { bind: '127.0.0.1' }, [new Data('hello'), new StreamEnd()])],
  ['bound to a port', () => {
    states = [];
    return feed(($) => $.connect(at(0), { bind: at(8), onState: (ob) => { states.push(ob.state + ' ' + ob.localAddress + ' ' + (ob.localPort > 0 ? ob.localPort - first : '-')); } }), [new Data('hello'), new StreamEnd()])
      .then(() => pause(0.05)).then(() => { println(states.join(', ')); });
  }],
  ['bound as its context says, or not at all', () => {
    states = [];
    var dialled = pipeline(($) => $.onStart((port) => { $port = port; return new Data('hello'); })
      .connect(at(0), { bind: () => $port ? at($port) : undefined, onState: (ob) => { if (ob.state === 'connected') states.push($port ? ob.localPort - first : 'any'); } }));
    [7, 0].forEach((port) => { dialled.spawn(port); });
    return pause(0.2).then(() => { println(states.join(', ')); });
  }],
  ['idle for too long', () => call(at(3), { idleTimeout: 1 }, [new Data('x')])],
  ['nothing read for too long', () => call(at(3), { readTimeout: 1 }, [new Data('x')])],
  ['closed by the script', () => {
    var outbound;
    states = [];
    pause(0.1).then(() => { outbound.close(); });
    return feed(($) => $.connect(at(3), { onState: (ob) => { outbound = ob; states.push(ob.state); } }), new Data('x')).then(() => pause(0.05)).then(() => { println('states', states.join(', ')); });
  }],
  ['options of wrong types', () => {
    [{ protocol: 'sctp' }, { idleTimeout: 'x' }, { retryCount: {} }, { bufferLimit: -1 }, { onState: 5 }, { keepAlive: 1 }, { nonsense: 1 }].forEach((options) => {
      try {
        pipeline(($) => $.connect(nobody, options));
        println('fine');
      } catch (e) {
        println(e.message);
      }
    });
    return pause(0);
  }],
]);
