// exec: input and output of a program, arguments, environment, a throw. What the end of a program does is in test/unit/runtime/exec.test.ts: Pipy misses some.
import { inTurn, pause } from './_events.js';
// Runs a program until its output has `lines` lines; the programs live on, since Pipy may lose the output of one that ends.
var run = (command, { options, input, lines }) => new Promise((resolve) => {
  var out = '';
  pipeline(($) => $
    .onStart(() => pause(0).then(() => input))
    .exec(command, options)
    .handleData((d) => {
      out = out + d.toString();
      if (out.split('\n').length > lines) resolve(out);
    })
    .handleStreamEnd((e) => { if (e.error) resolve('error'); })
  ).spawn();
}).then((out) => { println(out); });
var sh = (script, more) => ['sh', '-c', script + '; sleep 5'].concat(more ? more : []);
inTurn([
  ['output', () => run(sh('echo hello'), { input: new Data(), lines: 1 })],
  ['input', () => run('cat', { input: [new Data('hel'), new Data('lo\nand more\n')], lines: 2 })],
  ['an array, blanks kept', () => run(sh('echo "$0" "$1"', ['a b', 'c']), { input: new Data(), lines: 1 })],
  ['by a function', () => run(() => sh('echo made'), { input: new Data(), lines: 1 })],
  ['stderr with the output', () => run(sh('echo wrong >&2'), { options: { stderr: true }, input: new Data(), lines: 1 })],
  ['stderr apart', () => run(sh('echo wrong >&2; echo right'), { input: new Data(), lines: 1 })],
  ['environment', () => run(['/bin/sh', '-c', 'echo $WORD $PATH; /bin/sleep 5'], { options: { env: { WORD: 'given', PATH: '/nowhere' } }, input: new Data(), lines: 1 })],
  ['onStart gets the process id', () => run(sh('echo x'), { options: { onStart: (pid) => { println(pid > 0); } }, input: new Data(), lines: 1 })],
  ['a terminal', () => run(sh('tty >/dev/null && echo on a terminal'), { options: { pty: true }, input: new Data(), lines: 1 })],
  ['a terminal echoes', () => run('cat', { options: { pty: true }, input: new Data('typed\n'), lines: 2 })],
  ['a throw', () => run(() => { throw new Error('in vain'); }, { input: new Data(), lines: 1 })],
]);
