// muxHTTP: how many connections for which keys and options.
var first = Number(os.env.ZTM_TEST_PORT);
var address = '127.0.0.1:' + first;
var connections = 0;
pipy.listen(address, ($) => $
  .onStart(() => { connections = connections + 1; })
  .demuxHTTP().to(($) => $.replaceMessage((m) => {
    if (m.head.path === '/slow') return new Timeout(5).wait().then(() => new Message('slow'));
    return new Timeout(0.1).wait().then(() => new Message(m.head.path));
  }))
);
var $key;
var caller = (options) => pipeline(($) => $
  .onStart((key, path) => {
    $key = key;
    return new Message({ method: 'GET', path, headers: { host: 'h' } });
  })
  .muxHTTP(() => $key, options).to(($) => $.connect(address))
  .replaceMessage((m) => [m, new StreamEnd()])
  .handleMessage((m) => { got.push(m.body.toString()); })
  .handleStreamEnd((e) => { if (e.error) got.push(e.error); })
);
var got = [];
var object = {};
var count = (name, run) => () => {
  got = [];
  connections = 0;
  return run().then(() => {
    println(name, got.join(' '), 'connections', connections);
    return new Timeout(0.05).wait();
  });
};
var at = (layout, calls) => Promise.all(calls.map((c) => layout.spawn(c[0], c[1])));
var inTurn = (layout, calls) => calls.reduce((before, c) => before.then(() => layout.spawn(c[0], c[1])), new Timeout(0).wait());
var three = [['k', '/1'], ['k', '/1'], ['k', '/1']];
var steps = [
  count('HTTP/1 in turn', () => inTurn(caller({}), three)),
  count('HTTP/1 at once', () => at(caller({}), three)),
  count('HTTP/2 in turn', () => inTurn(caller({ version: 2 }), three)),
  count('HTTP/2 at once', () => at(caller({ version: 2 }), three)),
  count('HTTP/2 at once, one session', () => at(caller({ version: 2, maxSessions: 1 }), three)),
  count('HTTP/2 at once, two sessions', () => at(caller({ version: 2, maxSessions: 2 }), three)),
  count('version by name', () => at(caller({ version: 'h2', maxSessions: 1 }), three)),
  count('version by function', () => at(caller({ version: () => 2, maxSessions: 1 }), three)),
  count('keys', () => at(caller({ version: 2, maxSessions: 1 }), [['a', '/1'], ['b', '/1'], ['a', '/1']])),
  count('an object for a key', () => at(caller({ version: 2, maxSessions: 1 }), [[object, '/1'], [object, '/1']])),
  count('no key', () => at(caller({ version: 2, maxSessions: 1 }), [[undefined, '/1'], [undefined, '/1']])),
];
var next = (i) => {
  if (i === steps.length) return os.kill(pipy.pid, 9);
  steps[i]().then(() => next(i + 1));
};
next(0);
