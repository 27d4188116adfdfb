// A reader that stops stops the writer, through each filter that bytes can pass.
import { inTurn } from './_events.js';
import { press } from './_pressure.js';
var whole = (build) => (count, to) => pipeline(($) => build($.handleData(count), to));
inTurn([
  ['connect', () => press('connect', 1, whole(($, to) => $.connect(to)))],
  ['pipe', () => press('pipe', 1, whole(($, to) => $.pipe(() => pipeline(($) => $.connect(to)))))],
  ['detectProtocol handle handleTLSClientHello tee insert', () => press('looking', 1, whole(($, to) => $.detectProtocol(() => {}).handle(() => {}).handleTLSClientHello(() => {}).tee('/dev/null').insert(new Data()).connect(to)))],
  ['replaceData', () => press('replaceData', 1, whole(($, to) => $.replaceData((d) => d).connect(to)))],
]);
