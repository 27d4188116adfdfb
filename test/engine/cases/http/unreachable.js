// A request and a tunnel to where nobody listens: a 502 message, and the tunnel ends. The next one tries again.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
var seen = [];
var log = (name) => (e) => {
  if (e instanceof MessageStart) seen.push(name + ' start ' + e.head.status + ' ' + e.head.statusText);
  else if (e instanceof MessageEnd) seen.push(name + ' end');
  else if (e instanceof Data && e.size > 0) seen.push(name + ' data');
};
var mux = pipeline(($) => $.muxHTTP(() => 'one', { version: 2, maxSessions: 1 }).to(($) => $.connect(address)));
var call = pipeline(($) => $
  .onStart(() => new Message({ method: 'GET', path: '/', authority: 'ztm' }))
  .pipe(mux).handle(log('call'))
  .handleMessage((m) => { seen.push('whole ' + m.head.status); })
);
var states = [];
var tunnel = pipeline(($) => $
  .onStart(() => new Data())
  .connectHTTPTunnel(() => new Message({ method: 'CONNECT', path: '/', authority: 'ztm' }), { onState: (s) => { states.push(s); } })
  .to(($) => $.pipe(mux).handle(log('reply')))
);
var print = () => {
  seen.forEach((line) => println(line));
  seen = [];
};
call.spawn().then(() => {
  print();
  return tunnel.spawn();
}).then(() => {
  print();
  println(states.join(' '));
  // Now somebody listens: the same layout works.
  pipy.listen(address, ($) => $.demuxHTTP().to(($) => $.replaceMessage(() => new Message('here'))));
  return call.spawn();
}).then(() => {
  print();
  os.kill(pipy.pid, 9);
});
