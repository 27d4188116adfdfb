// One request and its answer over HTTP/2, one after the other on one session: what each side sees.
// Each side writes down its own events; they are printed when the exchange is over, so the order between sides is free.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
// Heads on Pipy have members that no script needs, in an order of their own.
var fields = ['protocol', 'method', 'scheme', 'authority', 'path', 'status', 'statusText', 'isChunked', 'headers'];
var seen = { server: [], client: [] };
var connections = 0;
var trace = (side) => pipeline(($) => $.handle((e) => {
  if (e instanceof MessageStart) seen[side].push('start ' + fields.map((name) => name + '=' + JSON.stringify(e.head[name])).join(' '));
  else if (e instanceof MessageEnd) seen[side].push('end');
  else if (e instanceof StreamEnd) seen[side].push('stream end ' + e.error);
  else if (e.size > 0) seen[side].push('data ' + e.toString());
}));
var atServer = trace('server');
var atClient = trace('client');
pipy.listen(address, ($) => $
  .onStart(() => { connections = connections + 1; })
  .demuxHTTP().to(($) => $.pipe(atServer).replaceMessage((m) => {
    if (m.head.path === '/cookies') return new Message({ status: 201, headers: { 'set-cookie': ['a=1', 'b=2'], 'x-y': 'z', connection: 'close' } }, 'body');
    if (m.head.path === '/none') return new Message({ status: 204 });
    if (m.head.path === '/end') return new StreamEnd();
    if (m.head.path === '/throw') return m.nothing.there;
    return new Message('ok ' + m.head.path);
  }))
);
var $request;
var exchange = pipeline(($) => $
  .onStart((request) => { $request = request; return request; })
  .muxHTTP(() => 'one', { version: 2, maxSessions: 1 }).to(($) => $.connect(address))
  .pipe(atClient)
  .replaceMessage((m) => [m, new StreamEnd()])
);
var requests = [
  new Message({ method: 'GET', path: '/a', authority: 'auth', headers: { x: '1', Cap: '2' } }),
  new Message({ method: 'POST', path: '/b', headers: { host: 'hh', x: '1', cookie: ['a=1', 'b=2'] } }, 'hello'),
  new Message({ method: 'GET', path: '/cookies', authority: 'auth' }),
  new Message({ method: 'GET', path: '/none', authority: 'auth' }),
  new Message({ path: '/defaults', authority: 'auth' }),
  new Message({ method: 'GET', path: '/throw', authority: 'auth' }),
];
var next = (i) => {
  if (i === requests.length) {
    println('connections', connections);
    return os.kill(pipy.pid, 9);
  }
  seen.server = [];
  seen.client = [];
  exchange.spawn(requests[i]).then(() => new Timeout(0.05).wait()).then(() => {
    println('request', i);
    seen.server.forEach((line) => println('  server', line));
    seen.client.forEach((line) => println('  client', line));
    next(i + 1);
  });
};
next(0);
