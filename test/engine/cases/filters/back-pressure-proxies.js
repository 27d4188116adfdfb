// A reader that stops stops the writer, through proxies and their protocols.
import { inTurn } from './_events.js';
import { at, press } from './_pressure.js';
inTurn([
  ['acceptSOCKS connectSOCKS', () => press('SOCKS', 2, (count, to) => {
    pipy.listen(at(2), ($) => $.acceptSOCKS(() => true).to(($) => $.connect(to)));
    return pipeline(($) => $.handleData(count).connectSOCKS('x.y:1').to(($) => $.connect(at(2))));
  })],
  ['acceptProxyProtocol connectProxyProtocol', () => press('PROXY', 2, (count, to) => {
    pipy.listen(at(2), ($) => $.acceptProxyProtocol(() => true).to(($) => $.connect(to)));
    return pipeline(($) => $.handleData(count).connectProxyProtocol({ version: 2 }).to(($) => $.connect(at(2))));
  })],
  ['acceptHTTPTunnel connectHTTPTunnel demuxHTTP muxHTTP over HTTP/1', () => press('HTTP/1', 2, (count, to) => {
    pipy.listen(at(2), ($) => $.demuxHTTP().to(($) => $.acceptHTTPTunnel(() => new Message({ status: 200 })).to(($) => $.connect(to))));
    return pipeline(($) => $.handleData(count).connectHTTPTunnel(new Message({ method: 'CONNECT', path: 'x' })).to(($) => $.muxHTTP(() => 1).to(($) => $.connect(at(2)))));
  })],
  ['acceptHTTPTunnel connectHTTPTunnel demuxHTTP muxHTTP over HTTP/2', () => press('HTTP/2', 2, (count, to) => {
    var windows = { streamWindowSize: 16 * 1024 * 1024, connectionWindowSize: 256 * 1024 * 1024 };
    pipy.listen(at(2), ($) => $.demuxHTTP(windows).to(($) => $.acceptHTTPTunnel(() => new Message({ status: 200 })).to(($) => $.connect(to))));
    return pipeline(($) => $.handleData(count).connectHTTPTunnel(new Message({ method: 'CONNECT', path: 'x', authority: 'a' })).to(($) => $.muxHTTP(() => 1, { version: 2, maxSessions: 1, ...windows }).to(($) => $.connect(at(2)))));
  })],
]);
