// CONNECT tunnels: opening, an answer that takes time, half close by the client.
import { run } from './_tunnel.js';
run([
  ['/echo', [new Data('one'), new Data('two'), new StreamEnd()]],
  ['/late', [new Data('one'), new StreamEnd()]],
  ['/answer', [new Data('question'), new StreamEnd()]],
]);
