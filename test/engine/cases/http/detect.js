// One listener answers HTTP/1 and HTTP/2 with prior knowledge: the first bytes tell.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
pipy.listen(address, ($) => $.demuxHTTP().to(($) => $.replaceMessage((m) => new Message({ status: 200 }, (m.head.scheme ? 'two ' : 'one ') + m.head.path))));
var $version;
var call = pipeline(($) => $
  .onStart((version) => {
    $version = version;
    return new Message({ method: 'GET', path: '/v' + version, headers: { host: 'h' } });
  })
  .muxHTTP(() => 'v' + $version, { version: () => $version, maxSessions: 1 }).to(($) => $.connect(address))
  .replaceMessage((m) => { println(m.head.status, m.body.toString()); return [m, new StreamEnd()]; })
);
call.spawn(1).then(() => call.spawn(2)).then(() => call.spawn(1)).then(() => {
  // A preface that comes in pieces.
  var hub = new pipeline.Hub();
  var got = 0;
  pipeline(($) => $.onStart(() => new Data()).loop(($) => $.swap(() => hub).connect(address).handleData((d) => { got += d.size; }).replaceData())).spawn();
  new Timeout(0.1).wait()
    .then(() => { hub.broadcast(new Data('PRI * HTT')); return new Timeout(0.1).wait(); })
    .then(() => { hub.broadcast(new Data('P/2.0\r\n\r\nSM\r\n')); return new Timeout(0.1).wait(); })
    .then(() => { hub.broadcast(new Data('\r\n')); hub.broadcast(new Data('000000040000000000', 'hex')); return new Timeout(0.2).wait(); })
    .then(() => { println('settings came', got >= 9); os.kill(pipy.pid, 9); });
});
