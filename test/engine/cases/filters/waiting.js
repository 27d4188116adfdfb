// Filters that hold their input until something else happens: do they stop its source, or take all there is?
import { inTurn, pause } from './_events.js';
var size = 16 * 1024 * 1024;
var never = () => new Timeout(60).wait();
var address = '127.0.0.1:' + os.env.ZTM_TEST_PORT;
pipy.listen(address, ($) => $.dummy());
var hold = (build) => () => {
  var taken = 0;
  pipeline(($) => build($.onStart(() => new Data()).read('/dev/zero', { size }).handleData((d) => { taken = taken + d.size; })).dummy()).spawn();
  var look = (before, same) => pause(0.1).then(() => {
    if (taken >= size) return 'takes all';
    if (taken === 0 || taken !== before) return look(taken, 0);
    return same > 2 ? 'holds its source' : look(taken, same + 1);
  });
  return look(0, 0).then((word) => println(word));
};
inTurn([
  ['pipe', hold(($) => $.pipe(() => undefined))],
  ['wait', hold(($) => $.wait(() => false))],
  ['swap', hold(($) => $.swap(() => undefined))],
  ['handleData', hold(($) => $.handleData(never))],
  ['replaceData', hold(($) => $.replaceData(never))],
  ['throttleDataRate', hold(($) => $.throttleDataRate(new algo.Quota(0)))],
  ['exec', hold(($) => $.replaceStreamEnd().exec('sleep 5'))],
  ['onStart', hold(($) => $.pipe(() => pipeline(($) => $.onStart(never))))],
  ['connectTLS', hold(($) => $.connectTLS({}).to(($) => $.connect(address)))],
  ['connectHTTPTunnel', hold(($) => $.connectHTTPTunnel(new Message({ method: 'CONNECT', path: 'x', authority: 'a' })).to(($) => $.muxHTTP(() => 1, { version: 2, maxSessions: 1 }).to(($) => $.connect(address))))],
  ['connectSOCKS', hold(($) => $.connectSOCKS('x.y:1').to(($) => $.connect(address)))],
]);
