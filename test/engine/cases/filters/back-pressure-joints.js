// A reader that stops stops the writer, through filters with sub-pipelines, of which it may be in one.
import { inTurn } from './_events.js';
import { press } from './_pressure.js';
var relay = (name, build) => [name, () => press(name, 1, (count, to) => pipeline(($) => build($.handleData(count), to)))];
inTurn([
  relay('fork', ($, to) => $.fork([1]).to(($) => $.dummy()).connect(to)),
  relay('fork, in a branch', ($, to) => $.fork([1]).to(($) => $.connect(to)).dummy()),
  relay('forkRace', ($, to) => $.forkRace([1]).to(($) => $.connect(to))),
  relay('repeat', ($, to) => $.repeat(() => false).to(($) => $.connect(to))),
  relay('loop', ($, to) => $.loop(($) => $.connect(to).dummy())),
]);
