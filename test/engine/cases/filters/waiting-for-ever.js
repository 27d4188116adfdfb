// Filters that ask at every event whether to go on, and are never told so.
import { see, inTurn, pause } from './_events.js';
var size = 20 * 1024 * 1024;
var feed = (build) => () => {
  var taken = 0;
  var over = false;
  var tell = see('out');
  pipeline(($) => build($.onStart(() => new Data()).read('/dev/zero', { size }).handleData((d) => { taken = taken + d.size; })).replaceData().handle((e) => {
    over = true;
    tell(e);
  })).spawn();
  var whole = () => (over || taken >= size ? pause(0.1) : pause(0.02).then(whole));
  return whole().then(() => { println('alive'); });
};
inTurn([
  ['pipe', feed(($) => $.pipe(() => undefined))],
  ['wait', feed(($) => $.wait(() => false))],
  ['swap', feed(($) => $.swap(() => undefined))],
]);
