// demuxHTTP on a raw HTTP/1 connection: keep-alive, pipelining, chunks, limits, streaming answers, what is no HTTP.
var first = Number(os.env.ZTM_TEST_PORT);
var at = (n) => '127.0.0.1:' + (first + n);
var answer = ($) => $.replaceMessage((m) => new Message({ status: 200 }, m.head.method + m.head.path + ':' + m.body.toString()));
pipy.listen(at(0), ($) => $.demuxHTTP().to(answer));
pipy.listen(at(1), ($) => $.demuxHTTP({ maxMessages: 1 }).to(answer));
pipy.listen(at(2), ($) => $.demuxHTTP({ maxHeaderSize: 200 }).to(answer));
pipy.listen(at(3), ($) => $.demuxHTTP().to(($) => $.replaceMessage(() => [
  new MessageStart({ status: 200, isChunked: true }), new Data('one piece'), new MessageEnd(),
])));
pipy.listen(at(4), ($) => $.demuxHTTP({ bufferSize: 4 }).to(($) => $.replaceMessage((m) => (m.head.path === '/short'
  ? new Message('1234')
  : [new MessageStart({ status: 200 }), new Data('123'), new Data('456'), new MessageEnd()]
))));
pipy.listen(at(5), ($) => $.serveHTTP((m) => {
  return m.head.path === '/later' ? new Timeout(0.01).wait().then(() => new Message('later')) : new Message({ status: 404 }, m.body.toString());
}));
// Sends texts, each when the answer to the one before is there, unless they are `pieces` of one request; prints all that came
// back, and whether the connection is open then.
var talk = (n, texts, pieces) => {
  var got = '';
  var over = false;
  var hub = new pipeline.Hub();
  var done;
  var end = new Promise((resolve) => { done = resolve; });
  pipeline(($) => $.onStart(() => new Data())
    .swap(() => hub)
    .connect(at(n))
    .handleData((d) => { got = got + d.toString(); })
    .handleStreamEnd(() => {
      over = true;
      done('closed');
    })
  ).spawn();
  var pause = (seconds) => new Timeout(seconds).wait();
  // Until something came after `before`, and for a while no more.
  var answered = (before, last, same) => pause(0.05).then(() => {
    if (over || (got !== before && same > 2)) return;
    return answered(before, got, got === last ? same + 1 : 0);
  });
  var send = (i) => {
    if (over) return;
    if (i === texts.length) return done('open');
    var before = got;
    hub.broadcast(new Data(texts[i]));
    return (pieces && i + 1 < texts.length ? pause(0.1) : answered(before, before, 0)).then(() => send(i + 1));
  };
  pause(0.02).then(() => send(0));
  return end.then((state) => {
    println('--', n, JSON.stringify(texts));
    println(got.replace(new RegExp('\r', 'g'), ''));
    println(state);
  });
};
var get = (path) => 'GET ' + path + ' HTTP/1.1\r\nhost: h\r\n\r\n';
var long = 'GET /' + 'x'.repeat(300) + ' HTTP/1.1\r\nhost: h\r\n\r\n';
var runs = [
  [0, [get('/1'), get('/2')]],
  [0, [get('/1') + get('/2') + get('/3')]],
  [0, ['POST /p HTTP/1.1\r\nhost: h\r\ncontent-le', 'ngth: 5\r\n\r\nhel', 'lo'], true],
  [0, ['POST /p HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n', '2\r\nde\r\n0\r\n\r\n'], true],
  [0, ['GET /old HTTP/1.0\r\n\r\n']],
  [0, ['HEAD /h HTTP/1.1\r\nhost: h\r\n\r\n']],
  [1, [get('/1'), get('/2'), get('/3')]],
  [2, [get('/1'), long]],
  [3, [get('/1')]],
  [4, [get('/short'), get('/long')]],
  [5, [get('/x'), get('/later')]],
];
var next = (i) => {
  if (i === runs.length) return os.kill(pipy.pid, 9);
  talk(runs[i][0], runs[i][1], runs[i][2]).then(() => next(i + 1));
};
next(0);
