// Events as text, and a callback that prints them. Empty Data are flush signals: when they come is the engine's own affair.
export function text(e) {
  if (e instanceof MessageStart) return 'start ' + JSON.stringify(e.head);
  if (e instanceof MessageEnd) return 'end ' + JSON.stringify(e.tail);
  if (e instanceof StreamEnd) return 'stream end ' + (typeof e.error === 'object' ? 'error' : e.error);
  if (e instanceof Data) return 'data ' + e.toString();
  return 'message ' + JSON.stringify(e.head) + ' ' + (e.body ? e.body.toString() : null);
}

// For `$.handle(see('label'))`.
export function see(label) {
  return (e) => {
    if (!(e instanceof Data) || e.size > 0) println(label, text(e));
  };
}

// Runs functions that give promises, one after the other, then ends the process.
export function inTurn(steps) {
  var next = (i) => {
    if (i === steps.length) return os.kill(pipy.pid, 9);
    println('--', steps[i][0]);
    steps[i][1]().then(() => next(i + 1));
  };
  next(0);
}

export function pause(seconds) {
  return new Timeout(seconds).wait();
}

// Runs filters on events and prints what comes out. The events come later: what a filter throws at once comes out of Pipy's spawn.
export function feed(build, events) {
  return pipeline(($) => build($.onStart(() => pause(0).then(() => events))).handle(see('out'))).spawn();
}

// A message with head and body as events, then the end of the stream.
export function sample(body) {
  return [new MessageStart({ a: 1 }), new Data(body), new MessageEnd({ t: 1 }), new StreamEnd()];
}
