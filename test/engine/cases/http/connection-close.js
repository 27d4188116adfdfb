// A response that says `connection: close`: does the next request go over the same connection?
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
var connections = 0;
pipy.listen(address, ($) => $
  .onStart(() => { connections = connections + 1; })
  .demuxHTTP().to(($) => $.replaceMessage(() => new Message({ status: 200, headers: { connection: 'close' } }, 'bye')))
);
var call = pipeline(($) => $
  .onStart(() => new Message({ method: 'GET', path: '/', headers: { host: 'h' } }))
  .muxHTTP(() => 'one', { maxSessions: 1 }).to(($) => $.connect(address))
  .handleMessage((m) => { println(m.head.status, JSON.stringify(m.head.headers), m.body.toString()); })
  .replaceMessage((m) => new StreamEnd())
);
call.spawn().then(() => new Timeout(0.1).wait()).then(() => call.spawn()).then(() => {
  println('connections', connections);
  os.kill(pipy.pid, 9);
});
