// fork without elements: how often the branch starts, and in whose context it runs.
import { pause } from './_events.js';
var starts = 0;
var $v = 'root';
pipeline(($) => $
  .onStart(() => pause(0).then(() => [new Data('x'), new StreamEnd()]))
  .fork().to(($) => $.onStart(() => { starts = starts + 1; $v = 'branch'; }).dummy())
  .onEnd(() => $v)
).spawn().then((v) => pause(0.05).then(() => {
  println('starts', starts, 'context', v);
  os.kill(pipy.pid, 9);
}));
