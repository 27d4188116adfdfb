// A reader that stops stops the writer, through TLS on sockets and over other filters.
import { inTurn } from './_events.js';
import { at, press } from './_pressure.js';
var key = new crypto.PrivateKey({ type: 'ed25519' });
var cert = new crypto.Certificate({ subject: { CN: 'x' }, privateKey: key, publicKey: new crypto.PublicKey(key), timeOffset: -300 });
inTurn([
  ['acceptTLS connectTLS', () => press('TLS', 2, (count, to) => {
    pipy.listen(at(2), ($) => $.acceptTLS({ certificate: { cert, key } }).to(($) => $.connect(to)));
    return pipeline(($) => $.handleData(count).connectTLS({}).to(($) => $.connect(at(2))));
  })],
  ['acceptTLS connectTLS over filters', () => press('TLS over filters', 2, (count, to) => {
    pipy.listen(at(2), ($) => $.replaceData((d) => d).acceptTLS({ certificate: { cert, key } }).to(($) => $.connect(to)).replaceData((d) => d));
    return pipeline(($) => $.handleData(count).connectTLS({}).to(($) => $.replaceData((d) => d).connect(at(2))));
  })],
]);
