// A WebSocket through acceptHTTPTunnel and connectHTTPTunnel over HTTP/1: messages both ways, ping, close, refusal.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
var upgrade = { upgrade: 'websocket', connection: 'upgrade', host: 'h' };
pipy.listen(address, ($) => $.demuxHTTP().to(($) => $.acceptHTTPTunnel((m) => {
  if (m.head.path === '/no') return new Message({ status: 403 }, 'no');
  return new Message({ status: 101, headers: { upgrade: 'websocket', connection: 'upgrade', 'x-path': m.head.path } });
}).to(($) => $
  .decodeWebSocket()
  .replaceMessage((m) => {
    if (m.head.opcode === 8) return [new Message({ opcode: 8 }, m.body), new StreamEnd()];
    if (m.head.opcode === 9) return new Message({ opcode: 10 }, m.body);
    return new Message({ opcode: m.head.opcode }, 'echo of ' + m.head.masked + ' ' + m.body.toString());
  })
  .encodeWebSocket()
)));
var call = (path, messages) => {
  var states = [];
  return pipeline(($) => $
    .onStart(() => new Timeout(0).wait().then(() => messages))
    .encodeWebSocket()
    .replaceMessageStart()
    .replaceMessageEnd()
    .connectHTTPTunnel(new Message({ method: 'GET', path, headers: upgrade }), { onState: (s) => { states.push(s); } })
    .to(($) => $.muxHTTP(() => path).to(($) => $.connect(address)))
    .decodeWebSocket()
    .handleMessage((m) => { println('client got', JSON.stringify(m.head), m.body.toString()); })
  ).spawn().then(() => { println(path, states.join(' ')); });
};
var masked = (opcode, body) => new Message({ opcode, masked: true }, body);
call('/chat', [masked(1, 'hello'), masked(2, 'x'.repeat(200)), masked(9, 'ping'), masked(8, 'bye')])
  .then(() => call('/no', [masked(1, 'hello')]))
  .then(() => os.kill(pipy.pid, 9));
