// Tunnels that do not come to be: handlers that throw or answer nonsense, requests that are none, what an empty answer means.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
pipy.listen(address, ($) => $.demuxHTTP().to(($) => $.acceptHTTPTunnel((m) => {
  if (m.head.path === '/throw') throw new Error('in vain');
  if (m.head.path === '/number') return 5;
  if (m.head.path === '/later') return new Timeout(0.01).wait().then(() => 5);
  if (m.head.path === '/null') return null;
  return new Message({ status: 200 });
}).to(($) => $.replaceData((d) => (d.size > 0 ? [d, new StreamEnd()] : d)))));
var mux = pipeline(($) => $.muxHTTP(() => 'one', { version: 2, maxSessions: 1 }).to(($) => $.connect(address)));
var open = (name, request) => {
  var states = [];
  var got = [];
  return pipeline(($) => $
    .onStart(() => new Timeout(0).wait().then(() => new Data('hello')))
    .connectHTTPTunnel(request, { onState: (s) => { states.push(s); } }).to(($) => $.pipe(mux))
    .handleData((d) => { if (d.size > 0) got.push(d.toString()); })
    // Pipy may tell the end twice.
    .handleStreamEnd((e) => { if (!got.join(' ').includes('end')) got.push('end ' + (typeof e.error === 'object' ? 'error' : e.error)); })
  ).spawn().then(() => { println(name, '|', states.join(' '), '|', got.join(' ')); });
};
var to = (path) => new Message({ method: 'CONNECT', path, authority: 'a' });
var steps = [
  () => open('fine', to('/')),
  () => open('by a function', () => to('/')),
  () => open('null is an empty answer', to('/null')),
  () => open('a throw', to('/throw')),
  () => open('a number', to('/number')),
  () => open('a number later', to('/later')),
  () => open('no CONNECT', new Message({ method: 'GET', path: '/', authority: 'a' })),
  () => open('no message', () => 5),
  () => open('a throw for a request', () => { throw new Error('in vain'); }),
];
var next = (i) => {
  if (i === steps.length) return os.kill(pipy.pid, 9);
  steps[i]().then(() => next(i + 1));
};
next(0);
