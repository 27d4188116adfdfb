// CONNECT tunnels that the server ends: in peace while the client is still sending, and with an error.
import { run } from './_tunnel.js';
run([
  ['/bye', [new Data('question')]],
  ['/reset', [new Data('question')]],
]);
