// demuxHTTP on a raw HTTP/1 connection: keep-alive, pipelining, chunks, limits, streaming answers, what is no HTTP.
var first = Number(os.env.ZTM_TEST_PORT);
var at = (n) => '127.0.0.1:' + (first + n);
var answer = ($) => $.replaceMessage((m) => new Message({ status: 200 }, m.head.method + m.head.path + ':' + m.body.toString()));
pipy.listen(at(0), ($) => $.demuxHTTP().to(answer));
pipy.listen(at(1), ($) => $.demuxHTTP({ maxMessages: 1 }).to(answer));
pipy.listen(at(2), ($) => $.demuxHTTP({ maxHeaderSize: 200 }).to(answer));
pipy.listen(at(3), ($) => $.demuxHTTP().to(($) => $.replaceMessage(() => [
  new MessageStart({ status: 200, isChunked: true }), new Data('one'), new Data('two'), new MessageEnd(),
])));
pipy.listen(at(4), ($) => $.demuxHTTP({ bufferSize: 4 }).to(($) => $.replaceMessage((m) => (m.head.path === '/short'
  ? new Message('1234')
  : [new MessageStart({ status: 200 }), new Data('123'), new Data('456'), new MessageEnd()]
))));
pipy.listen(at(5), ($) => $.serveHTTP((m) => {
  return m.head.path === '/later' ? new Timeout(0.01).wait().then(() => new Message('later')) : new Message({ status: 404 }, m.body.toString());
}));
// Sends a text, then one after the other when the answer to the one before is there; gives all that came back.
var talk = (n, texts) => {
  var got = '';
  var sent = 1;
  var hub = new pipeline.Hub();
  var done;
  var end = new Promise((resolve) => { done = resolve; });
  pipeline(($) => $.onStart(() => new Data(texts[0])).loop(($) => $
    .swap(() => hub)
    .connect(at(n))
    .handleData((d) => { got = got + d.toString(); })
    .handleStreamEnd((e) => { done('closed'); })
    .dummy()
  )).spawn();
  var later = () => new Timeout(0.15).wait().then(() => {
    if (sent === texts.length) return done('open');
    hub.broadcast(new Data(texts[sent]));
    sent = sent + 1;
    later();
  });
  later();
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
  [0, ['POST /p HTTP/1.1\r\nhost: h\r\ncontent-le', 'ngth: 5\r\n\r\nhel', 'lo']],
  [0, ['POST /p HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n', '2\r\nde\r\n0\r\n\r\n']],
  [0, ['GET /old HTTP/1.0\r\n\r\n']],
  [0, ['GET /c HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n']],
  [0, ['HEAD /h HTTP/1.1\r\nhost: h\r\n\r\n']],
  [1, [get('/1'), get('/2'), get('/3')]],
  [2, [get('/1'), long]],
  [3, [get('/1')]],
  [4, [get('/short'), get('/long')]],
  [5, [get('/x'), get('/later')]],
];
var next = (i) => {
  if (i === runs.length) return os.kill(pipy.pid, 9);
  talk(runs[i][0], runs[i][1]).then(() => next(i + 1));
};
next(0);
