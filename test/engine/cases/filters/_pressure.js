// A sender of much, a relay with what is to be tried between, and a reader that does not read until it is told to. The relay
// must stop taking, and everything must arrive in the end.
import { pause } from './_events.js';

// What the buffers of one connection hold, those of the kernel included, and what is beyond all of them.
var perHop = 12 * 1024 * 1024;
var beyond = 6 * 1024 * 1024;
// Bytes that compress to next to nothing, unless a step needs others.
var source = '/dev/zero';
var first = Number(os.env.ZTM_TEST_PORT);

// The relay listens at 0, the reader at 1; relays may use the others.
export function at(n) {
  return '127.0.0.1:' + (first + n);
}

export function sendFrom(path) {
  source = path;
}

// `relay` is given a counter of what it takes, and the address that it must connect to; `hops` are the connections from it on.
export function press(name, hops, relay) {
  var taken = 0;
  var arrived = 0;
  var enough = (hops + 0.5) * perHop;
  var total = enough + beyond;
  var quota = new algo.Quota(0);
  pipy.listen(at(1), ($) => $.throttleDataRate(quota).handleData((d) => { arrived = arrived + d.size; }).dummy());
  pipy.listen(at(0), relay((d) => { taken = taken + d.size; }, at(1)));
  pipeline(($) => $.onStart(() => new Data()).read(source, { size: total }).connect(at(0))).spawn();
  var steady = (before, same) => pause(0.1).then(() => {
    if (taken > 0 && taken === before) return same > 2 ? taken : steady(taken, same + 1);
    return steady(taken, 0);
  });
  var whole = () => (arrived >= total ? undefined : pause(0.02).then(whole));
  return steady(0, 0).then((held) => {
    println(name, held < enough ? 'held back' : 'took all', 'arrived', arrived);
    quota.produce(total);
    return whole();
  }).then(() => { println(name, 'all arrived', arrived === total); });
}
