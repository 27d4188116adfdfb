// UDP: a pipeline for each peer, a datagram for each Data, in both directions.
import { inTurn, pause, see } from './_events.js';
var first = Number(os.env.ZTM_TEST_PORT);
var at = (n) => '127.0.0.1:' + (first + n);
var peers = 0;
pipy.listen(at(0), 'udp', {}, ($) => $
  .onStart(() => { peers = peers + 1; })
  .replaceData((d) => new Data('<' + d.toString() + '>'))
);
var call = (name) => pipeline(($) => $
  .onStart(() => [new Data(name + '1'), new Data(name + '2')])
  .connect(at(0), { protocol: 'udp' })
  .handle(see(name))
).spawn();
inTurn([
  ['one peer', () => { call('a'); return pause(0.2); }],
  ['another', () => { call('b'); return pause(0.2); }],
  ['states', () => {
    var states = [];
    var outbound;
    pipeline(($) => $
      .onStart(() => new Data('c'))
      .connect(at(0), { protocol: 'udp', onState: (ob) => { outbound = ob; states.push(ob.state); } })
      .handle(see('c'))
    ).spawn();
    return pause(0.2).then(() => {
      outbound.close();
      println(states.join(', '));
      return pause(0.05);
    });
  }],
  ['nobody there, quiet for too long', () => pipeline(($) => $
    .onStart(() => new Data('d'))
    .connect(at(9), { protocol: 'udp', idleTimeout: 1 })
    .handle(see('d'))
  ).spawn()],
  ['peers', () => { println(peers); return pause(0); }],
]);
