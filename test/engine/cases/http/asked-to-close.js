// A client that says `connection: close` with its request.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
pipy.listen(address, ($) => $.demuxHTTP().to(($) => $.replaceMessage(() => new Message('answer'))));
var got = '';
var tell = (state) => {
  println(got.replace(new RegExp('\r', 'g'), ''));
  println(state);
  os.kill(pipy.pid, 9);
};
pipeline(($) => $
  .onStart(() => new Data('GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n'))
  .connect(address)
  .handleData((d) => { got = got + d.toString(); })
  .handleStreamEnd(() => tell('closed'))
).spawn();
var answered = () => (got === '' ? new Timeout(0.05).wait().then(answered) : new Timeout(0.3).wait());
answered().then(() => tell('open'));
