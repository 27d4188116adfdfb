// acceptProxyProtocol and connectProxyProtocol: both versions, with each other and by hand.
import { inTurn, pause, feed } from './_events.js';
var first = Number(os.env.ZTM_TEST_PORT);
var at = (n) => '127.0.0.1:' + (first + n);
var allowed = true;
var show = (i) => println(i.version, i.command, i.protocol, i.sourceAddress, i.sourcePort, i.targetAddress, i.targetPort);
pipy.listen(at(0), ($) => $.acceptProxyProtocol((info) => {
  show(info);
  return allowed;
}).to(($) => $.replaceData((d) => (d.size > 0 ? [new Data('<' + d.toString() + '>'), new StreamEnd()] : d))));
var sent = (info) => feed(($) => $.connectProxyProtocol(info).to(($) => $.replaceData((d) => new Data(d.toString('hex')))), [new Data('hi'), new StreamEnd()]);
var both = (info) => feed(($) => $.connectProxyProtocol(() => info).to(($) => $.connect(at(0))), [new Data('hi')]);
var raw = (pieces) => feed(($) => $.connect(at(0)), pieces);
var v4 = { sourceAddress: '1.2.3.4', sourcePort: 5, targetAddress: '6.7.8.9', targetPort: 60000 };
var v6 = { sourceAddress: '::1', sourcePort: 5, targetAddress: 'fe80::2', targetPort: 6 };
inTurn([
  ['version 1', () => sent({ version: 1, protocol: 'TCP4', ...v4 })],
  ['nothing given', () => sent({})],
  ['version 1, IPv6', () => sent({ protocol: 'TCP6', ...v6 })],
  ['version 2', () => sent({ version: 2, command: 'PROXY', protocol: 'TCP4', ...v4 })],
  ['version 2, IPv6', () => sent({ version: 2, protocol: 'TCP6', ...v6 })],
  ['version 2, UDP', () => sent({ version: 2, protocol: 'UDP4', ...v4 })],
  ['version 2, LOCAL', () => sent({ version: 2, command: 'LOCAL' })],
  ['version 1 through', () => both({ version: 1, protocol: 'TCP4', ...v4 })],
  ['version 1 through, IPv6', () => both({ version: 1, protocol: 'TCP6', ...v6 })],
  ['version 2 through', () => both({ version: 2, protocol: 'TCP4', ...v4 })],
  ['version 2 through, IPv6', () => both({ version: 2, protocol: 'UDP6', ...v6 })],
  ['UNKNOWN', () => raw(new Data('PROXY UNKNOWN\r\nhi'))],
  ['UNKNOWN with words', () => raw(new Data('PROXY UNKNOWN a b c d\r\nhi'))],
  ['in pieces', () => raw([new Data('PRO'), new Data('XY TCP4 1.1.1.1 2.2.2.2 3 '), new Data('4\r'), new Data('\nh'), new Data('i')])],
  ['not wanted', () => { allowed = false; return both({ protocol: 'TCP4', ...v4 }); }],
  ['no header', () => raw(new Data('GET / HTTP/1.1\r\nhost: h\r\n\r\n'))],
  ['a bad address', () => raw(new Data('PROXY TCP4 1.1.1.x 2.2.2.2 3 4\r\n'))],
  ['another protocol', () => raw(new Data('PROXY SCTP 1.1.1.1 2.2.2.2 3 4\r\n'))],
  ['no object', () => sent(() => 5)],
]);
