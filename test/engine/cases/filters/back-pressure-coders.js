// A reader that stops stops the writer, through filters that make other bytes of what they get.
import { inTurn, pause } from './_events.js';
import { press, sendFrom } from './_pressure.js';
var through = (name, hops, build) => [name, () => press(name, hops, (count, to) => pipeline(($) => build($.handleData(count)).connect(to)))];
inTurn([
  through('encodeWebSocket decodeWebSocket', 1, ($) => $.replaceData((d) => new Message({ opcode: 2 }, d)).encodeWebSocket().replaceMessageStart().replaceMessageEnd().decodeWebSocket().replaceMessageStart().replaceMessageEnd()),
  through('split', 1, ($) => $.split('\n').replaceMessageStart().replaceMessageEnd()),
  ['bytes that do not compress', () => { sendFrom('/dev/urandom'); return pause(0); }],
  through('compressHTTP decompressHTTP', 1, ($) => $.replaceStreamStart((d) => [new MessageStart({ headers: {} }), d]).compressHTTP('gzip').decompressHTTP()),
]);
