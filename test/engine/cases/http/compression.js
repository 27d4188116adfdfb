// compressHTTP and decompressHTTP: to and fro, what stays as it is, heads, several messages, an end too early.
var long = 'hello '.repeat(2000);
// The end of the stream is made here, after the last message: Pipy loses it.
var run = (name, build, events) => () => {
  var lines = [];
  var left = events.length;
  return pipeline(($) => build($.onStart(() => new Timeout(0).wait().then(() => events)))
    .handleMessageStart((s) => { lines.push('start ' + JSON.stringify(s.head)); })
    .handleMessage((m) => { lines.push(m.body.size > 100 ? m.body.size + ' bytes ' + (m.body.toString() === long) : m.body.toString('hex')); })
    .replaceMessageEnd((e) => {
      lines.push('end');
      left = left - 1;
      return left === 0 ? [e, new StreamEnd()] : e;
    })
    .handleStreamEnd((e) => { lines.push('stream end ' + (typeof e.error === 'object' ? 'error' : e.error)); })
  ).spawn().then(() => {
    println('--', name);
    lines.forEach((line) => println(line));
  });
};
// The size after compression is the library's affair: only that it is smaller.
var smaller = (algorithm) => () => {
  var size = 0;
  return pipeline(($) => $
    .onStart(() => new Timeout(0).wait().then(() => [new Message({ headers: {} }, long)]))
    .compressHTTP(algorithm)
    .handleData((d) => { size = size + d.size; })
    .replaceMessageEnd(() => new StreamEnd())
  ).spawn().then(() => { println(size > 0, size < long.length / 10); });
};
var both = (algorithm) => ($) => $.compressHTTP(algorithm).decompressHTTP();
var message = (headers) => new Message({ status: 200, headers }, long);
var gzipped = new Data('1f8b0800000000000203cb48cdc9c9070086a6103605000000', 'hex');
// Like those that come from a peer: Pipy cannot delete keys of literals.
var received = {};
received['content-encoding'] = 'gzip';
received.x = 'y';
var steps = [
  smaller('gzip'),
  smaller('deflate'),
  run('gzip', both('gzip'), [message({ a: 'b' })]),
  run('deflate', both('deflate'), [message({})]),
  run('by a function', ($) => both((s) => s.head.headers.want)($), [message({ want: 'gzip' }), message({ want: null })]),
  run('three in a row', both('gzip'), [message({ n: '1' }), message({ n: '2' }), message({ n: '3' })]),
  run('the head says gzip', ($) => $.compressHTTP('gzip').replaceData(), [message({ a: 'b' })]),
  run('encoded already', ($) => $.compressHTTP('gzip'), [new Message({ headers: { 'content-encoding': 'gzip' } }, gzipped)]),
  run('an unknown algorithm', ($) => $.compressHTTP('zip'), [new Message({ headers: {} }, 'abc')]),
  run('decompress', ($) => $.decompressHTTP(), [new Message({ headers: received }, gzipped)]),
  run('decompress plain', ($) => $.decompressHTTP(), [new Message({ headers: {} }, 'abc')]),
  run('decompress what nobody knows', ($) => $.decompressHTTP(), [new Message({ headers: { 'content-encoding': 'zstd' } }, 'abc')]),
  run('a number', ($) => $.compressHTTP(() => 5), [new Message({ headers: {} }, 'abc')]),
  run('a throw', ($) => $.compressHTTP(() => { throw new Error('in vain'); }), [new Message({ headers: {} }, 'abc')]),
];
var next = (i) => {
  if (i === steps.length) return os.kill(pipy.pid, 9);
  steps[i]().then(() => next(i + 1));
};
next(0);
