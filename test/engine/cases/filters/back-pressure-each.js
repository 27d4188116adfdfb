// A reader that stops stops the writer, through the filters that scripts look at streams and change them with.
import { inTurn } from './_events.js';
import { press } from './_pressure.js';
var through = (name, build) => [name, () => press(name, 1, (count, to) => pipeline(($) => build($.handleData(count)).connect(to)))];
var nothing = () => {};
var same = (e) => e;
var quota = new algo.Quota(1024 * 1024 * 1024);
inTurn([
  through('handle handleData handleMessage handleMessageStart handleMessageBody handleMessageEnd handleOneMessage handleStreamStart handleStreamEnd', ($) => $.handle(nothing).handleData(nothing).handleMessage(nothing).handleMessageStart(nothing).handleMessageBody(nothing).handleMessageEnd(nothing).handleOneMessage(nothing).handleStreamStart(nothing).handleStreamEnd(nothing)),
  through('replace replaceData replaceMessage replaceMessageStart replaceMessageBody replaceMessageEnd replaceOneMessage replaceStreamStart replaceStreamEnd', ($) => $.replace(same).replaceData(same).replaceMessage(same).replaceMessageStart(same).replaceMessageBody(same).replaceMessageEnd(same).replaceOneMessage(same).replaceStreamStart(same).replaceStreamEnd(same)),
  through('wait throttleMessageRate', ($) => $.wait(() => true).throttleMessageRate(quota)),
  through('throttleDataRate', ($) => $.throttleDataRate(quota)),
]);
