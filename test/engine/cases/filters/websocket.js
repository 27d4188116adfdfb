// decodeWebSocket and encodeWebSocket: frames of all lengths, in pieces, masked; messages in several frames.
import { inTurn, pause } from './_events.js';
var hex = (h) => new Data(h.split(' ').join(''), 'hex');
// Bytes that come out, as hex; long ones by their beginning and their number.
var frames = (message) => {
  var bytes = new Data();
  return pipeline(($) => $
    .onStart(() => pause(0).then(() => [message, new StreamEnd()]))
    .encodeWebSocket()
    .handleMessageStart((s) => { println('start passes', JSON.stringify(s.head)); })
    .handleMessageEnd(() => { println('end passes'); })
    .handleData((d) => { bytes.push(d); })
  ).spawn().then(() => {
    println(bytes.size, bytes.shift(16).toString('hex'));
  });
};
var decode = (pieces) => {
  var lines = [];
  return pipeline(($) => $
    .onStart(() => pause(0).then(() => pieces.concat([new StreamEnd()])))
    .decodeWebSocket()
    .handleMessage((m) => { lines.push(m.head.opcode + ' ' + m.head.masked + ' ' + m.body.size + ' ' + (m.body.size < 50 ? m.body.toString() : '')); })
    .handleStreamEnd((e) => { lines.push('stream end ' + e.error); })
  ).spawn().then(() => { lines.forEach((line) => println(line)); });
};
// There and back, cut into pieces of `size`.
var round = (head, body, size) => {
  var sent = new Data();
  return pipeline(($) => $
    .onStart(() => pause(0).then(() => [new Message(head, body), new StreamEnd()]))
    .encodeWebSocket()
    .handleData((d) => { sent.push(d); })
  ).spawn().then(() => {
    var pieces = [];
    for (var i = 0; sent.size > 0; i = i + 1) pieces.push(sent.shift(size));
    return decode(pieces);
  });
};
inTurn([
  ['text', () => frames(new Message({ opcode: 1 }, 'hello'))],
  ['nothing', () => frames(new Message({ opcode: 2 }))],
  ['126 bytes', () => frames(new Message({ opcode: 2 }, 'x'.repeat(126)))],
  ['more than a piece', () => frames(new Message({ opcode: 2 }, 'x'.repeat(20000)))],
  ['no head', () => frames(new Message('hello'))],
  ['masked, to and fro', () => round({ opcode: 2, masked: true }, 'hello world', 3)],
  ['long and masked, to and fro', () => round({ opcode: 1, masked: true }, 'x'.repeat(35000) + 'y'.repeat(35000), 1000)],
  ['long, to and fro', () => round({ opcode: 1 }, 'x'.repeat(35000) + 'y'.repeat(35000), 65536)],
  ['decode text', () => decode([hex('81 05 68656c6c6f')])],
  ['decode masked', () => decode([hex('81 85 37fa213d 7f9f4d5158')])],
  ['decode in single bytes', () => decode(['81', '05', '68', '65', '6c', '6c', '6f'].map(hex))],
  ['decode two in one', () => decode([hex('81 01 61 82 01 62')])],
  ['decode a message of three frames', () => decode([hex('01 01 61'), hex('00 01 62 80 01 63')])],
  ['decode ping and close', () => decode([hex('89 01 70 88 02 6f6b')])],
  ['decode 16 and 64 bit lengths', () => decode([hex('82 7e 0003 616263 82 7f 0000000000000002 6465')])],
  ['decode, cut short', () => decode([hex('82 05 6162')])],
]);
