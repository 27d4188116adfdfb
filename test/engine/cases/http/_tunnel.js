// CONNECT tunnels over one HTTP/2 session, and what each side of one sees: the server's request, both ends of its tunnel, the
// client's reply and the client's pipeline.
// Each side writes down its own events; they are printed when the tunnel is over, so the order between sides is free.
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
var names = ['request', 'inside', 'outside', 'reply', 'client'];
var seen = {};
// How bytes are cut is the network's choice: what follows data without anything in between is one piece.
var note = (list, text) => {
  var last = list.length - 1;
  if (last >= 0 && list[last].startsWith('data ')) list[last] = list[last] + text;
  else list.push('data ' + text);
};
var trace = (side) => pipeline(($) => $.handle((e) => {
  if (e instanceof MessageStart) seen[side].push('start ' + e.head.status + ' ' + e.head.method + ' ' + e.head.path + ' ' + JSON.stringify(e.head.headers));
  else if (e instanceof MessageEnd) seen[side].push('end');
  else if (e instanceof StreamEnd) seen[side].push('stream end ' + e.error);
  else if (e.size > 0) note(seen[side], e.toString());
}));
var atRequest = trace('request');
var inside = trace('inside');
var outside = trace('outside');
var atReply = trace('reply');
var atClient = trace('client');
var states = [];
var $path;
pipy.listen(address, ($) => $.demuxHTTP().to(($) => $
  .pipe(atRequest)
  .acceptHTTPTunnel((m) => {
    $path = m.head.path;
    if ($path === '/no') return new Message({ status: 404, headers: { x: 'y' } });
    if ($path === '/late') return new Timeout(0.1).wait().then(() => new Message({ status: 200 }));
    return new Message({ status: 200, headers: { 'x-ok': '1' } });
  }).to(($) => $
    .pipe(inside)
    .replace((e) => {
      if (e instanceof StreamEnd && $path === '/answer') return [new Data('late answer'), e];
      if (e instanceof Data && e.size > 0 && $path === '/bye') return [new Data('bye'), new StreamEnd()];
      if (e instanceof Data && e.size > 0 && $path === '/reset') return new StreamEnd('ConnectionReset');
      return e;
    })
    .pipe(outside)
  )
));
var $tunnel;
var tunnel = pipeline(($) => $
  .onStart((path) => { $tunnel = path; return new Data(); })
  .connectHTTPTunnel(() => new Message({ method: 'CONNECT', path: $tunnel, authority: 'ztm' }), {
    onState: (state) => { states.push(state); },
  }).to(($) => $
    .muxHTTP(() => 'one', { version: 2, maxSessions: 1 }).to(($) => $.connect(address))
    .pipe(atReply)
  )
  .pipe(atClient)
);
// Feeds events one by one into a tunnel; what comes out goes nowhere.
var feed = (path, events) => {
  var hub = new pipeline.Hub();
  pipeline(($) => $.onStart(() => new Data()).loop(($) => $.swap(() => hub).pipe(tunnel, () => [path]))).spawn();
  var step = (i) => {
    if (i === events.length) return new Timeout(0.25).wait();
    return new Timeout(0.1).wait().then(() => {
      hub.broadcast(events[i]);
      return step(i + 1);
    });
  };
  return step(0);
};
// Runs tunnels, one after the other: path of the request, events to feed.
export function run(runs) {
  var next = (i) => {
    if (i === runs.length) return os.kill(pipy.pid, 9);
    states = [];
    names.forEach((name) => { seen[name] = []; });
    feed(runs[i][0], runs[i][1]).then(() => {
      println('tunnel', runs[i][0], states.join(' '));
      names.forEach((name) => seen[name].forEach((line) => println('  ' + name, line)));
      next(i + 1);
    });
  };
  next(0);
}
