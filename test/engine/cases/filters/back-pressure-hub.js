// A reader that stops stops the writer, through a hub.
import { inTurn } from './_events.js';
import { press } from './_pressure.js';
var hub = new pipeline.Hub();
inTurn([
  ['swap', () => press('hub', 1, (count, to) => {
    pipeline(($) => $.onStart(() => new Data()).swap(() => hub).connect(to)).spawn();
    return pipeline(($) => $.handleData(count).swap(() => hub));
  })],
]);
