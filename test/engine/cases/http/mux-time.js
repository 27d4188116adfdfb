// muxHTTP: its limits of time.
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
var count = (name, run) => () => {
  got = [];
  connections = 0;
  return run().then(() => {
    println(name, got.join(' '), 'connections', connections);
    return new Timeout(0.05).wait();
  });
};
var steps = [
  count('idle no longer', () => {
    var layout = caller({ version: 2, maxSessions: 1, maxIdle: 0.2 });
    return layout.spawn('k', '/1').then(() => new Timeout(2.5).wait()).then(() => layout.spawn('k', '/2'));
  }),
  count('too slow', () => caller({ timeout: 1 }).spawn('k', '/slow')),
  count('too slow, HTTP/2', () => caller({ version: 2, timeout: () => 1 }).spawn('k', '/slow')),
];
var next = (i) => {
  if (i === steps.length) return os.kill(pipy.pid, 9);
  steps[i]().then(() => next(i + 1));
};
next(0);
