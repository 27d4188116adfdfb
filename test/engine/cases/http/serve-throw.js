// serveHTTP: a handler that throws, rejects, or answers with no message.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
pipy.listen(address, ($) => $.serveHTTP((m) => {
  if (m.head.path === '/throw') throw new Error('in vain');
  if (m.head.path === '/reject') return Promise.reject('why');
  return 5;
}));
var get = (path) => new Promise((resolve) => {
  pipeline(($) => $
    .onStart(() => new Data('GET ' + path + ' HTTP/1.1\r\nhost: h\r\n\r\n'))
    .connect(address)
    .handleData((d) => { if (d.size > 0) resolve(d.toString().split('\r')[0]); })
    .handleStreamEnd(() => { resolve('closed'); })
  ).spawn();
  new Timeout(1).wait().then(() => { resolve('nothing'); });
}).then((text) => { println(path, text); });
get('/throw').then(() => get('/reject')).then(() => get('/number')).then(() => os.kill(pipy.pid, 9));
