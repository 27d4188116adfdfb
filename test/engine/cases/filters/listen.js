// pipy.listen: what an Inbound tells, another layout for the same address, closing, errors in layouts, limits of connections.
import { inTurn, pause, feed } from './_events.js';
var first = Number(os.env.ZTM_TEST_PORT);
var at = (n) => '127.0.0.1:' + (first + n);
var call = (n, events) => feed(($) => $.connect(at(n)), events);
var answer = (word) => pipeline(($) => $.replaceData(() => [new Data(word), new StreamEnd()]));
inTurn([
  ['inbound', () => {
    pipy.listen(at(0), ($) => $.onStart((i) => {
      println(i.localAddress, i.localPort - first, i.remoteAddress, i.remotePort > 0, typeof i.id);
    }).replaceData(() => new StreamEnd()));
    return call(0, new Data('x'));
  }],
  ['the same address again', () => {
    pipy.listen(at(1), answer('one'));
    pipy.listen(at(1), answer('two'));
    return call(1, new Data('x'));
  }],
  ['closed', () => {
    pipy.listen(at(1), null);
    return pause(0.05).then(() => call(1, new Data('x')));
  }],
  ['and open again', () => {
    pipy.listen(at(1), answer('three'));
    return call(1, new Data('x'));
  }],
  ['onEnd runs when the connection is gone', () => {
    var gone = 0;
    pipy.listen(at(2), ($) => $.onEnd(() => { gone = gone + 1; }));
    return call(2, [new Data('x'), new StreamEnd()]).then(() => pause(0.05)).then(() => { println('gone', gone); });
  }],
  ['the layout throws', () => {
    pipy.listen(at(3), ($) => $.handleData(() => { throw new Error('in vain'); }));
    return call(3, new Data('x'));
  }],
  ['onStart throws', () => {
    pipy.listen(at(4), ($) => $.onStart(() => { throw new Error('in vain'); }).handleStreamEnd((e) => { if (e.error) println('inside', e.error); }));
    return call(4, new Data());
  }],
  ['idle for too long', () => {
    var why = [];
    pipy.listen(at(5), { idleTimeout: 1 }, ($) => $.handleStreamEnd((e) => { why.push(e.error); }).dummy());
    return call(5, new Data('x')).then(() => pause(0.05)).then(() => { println('inside', why.join(' ')); });
  }],
  ['one at a time', () => {
    var busy = 0;
    var most = 0;
    pipy.listen(at(6), { maxConnections: 1 }, ($) => $
      .onStart(() => {
        busy = busy + 1;
        if (busy > most) most = busy;
      })
      .replaceData(() => pause(0.05).then(() => [new Data('done'), new StreamEnd()]))
      .onEnd(() => { busy = busy - 1; })
    );
    return Promise.all([call(6, [new Data('a'), new StreamEnd()]), call(6, [new Data('b'), new StreamEnd()]), call(6, [new Data('c'), new StreamEnd()])]).then(() => {
      println('at most', most);
    });
  }],
  ['addresses that are none', () => {
    ['localhost:80', 0, 70000, 'abc', '127.0.0.1:70000', '127.0.0.1:0', '127.0.0.1'].forEach((address) => {
      try {
        pipy.listen(address, answer('never'));
        println(address, 'fine');
      } catch (e) {
        println(address, e.message);
      }
    });
    return pause(0);
  }],
]);
