// http.Agent: requests in both forms, errors as messages, limits of time, options of connection and mux.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
var nobody = '127.0.0.1:' + (Number(os.env.ZTM_TEST_PORT) + 9);
var connections = 0;
pipy.listen(address, ($) => $
  .onStart(() => { connections = connections + 1; })
  .demuxHTTP().to(($) => $.replaceMessage((m) => {
    if (m.head.path === '/slow') return new Timeout(5).wait().then(() => new Message('late'));
    if (m.head.path === '/end') return new StreamEnd();
    if (m.head.path === '/none') return new Message({ status: 204 });
    var host = m.head.headers.host === address ? 'own host' : m.head.headers.host;
    return new Message({ status: 201, headers: { 'x-a': 'b' } }, m.head.method + ' ' + m.head.path + ' ' + host + ' ' + m.head.headers['x-n'] + ' ' + m.body.toString());
  }))
);
var show = (name, promise) => promise.then((m) => {
  println(name, m.head.status, m.head.statusText, m.head.headers ? m.head.headers['x-a'] : null, m.body ? m.body.toString() : null);
}).catch((m) => {
  println(name, 'rejected', m.head.status, m.head.statusText, m.body);
});
var agent = new http.Agent(address);
var two = new http.Agent(address, { version: 2, maxSessions: 1 });
var steps = [
  () => show('get', agent.request('GET', '/a')),
  () => show('headers', agent.request('GET', '/b', { 'x-n': '1', host: 'other' })),
  () => show('text', agent.request('POST', '/c', null, 'text')),
  () => show('data', agent.request('PUT', '/d', { 'x-n': '2' }, new Data('data'))),
  () => show('message', agent.request(new Message({ method: 'PATCH', path: '/e', headers: { 'x-n': '3' } }, 'body'))),
  () => show('no content', agent.request('GET', '/none')),
  () => show('no answer', agent.request('GET', '/end')),
  () => show('refused', new http.Agent(nobody).request('GET', '/')),
  () => show('too slow', new http.Agent(address, { timeout: 1 }).request('GET', '/slow')),
  () => show('too quiet', new http.Agent(address, { idleTimeout: 1 }).request('GET', '/slow')),
  () => {
    connections = 0;
    return Promise.all([1, 2, 3].map((n) => show('HTTP/2', two.request(new Message({ method: 'GET', path: '/same', headers: { host: 'h', 'x-n': 'n' } }))))).then(() => { println('connections', connections); });
  },
  () => {
    try {
      agent.request('GET', '/', {}, 5);
    } catch (e) {
      println(e.message);
    }
    return new Timeout(0).wait();
  },
];
var next = (i) => {
  if (i === steps.length) return os.kill(pipy.pid, 9);
  steps[i]().then(() => next(i + 1));
};
next(0);
