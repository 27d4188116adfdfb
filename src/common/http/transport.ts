/**
 * One request, one response, over a pipeline layout that carries HTTP/2 (a link, a session).
 *
 * Owns the context variable that holds a response on its way. Does not retry and does not parse.
 */
import { fault } from '../errors.ts'
import { withTimeout } from '../retry.ts'
import type { Transport } from './client.ts'

var $response: Message | undefined

/** How long an answer may take before the caller is told so, in seconds. Enough for a CA that is busy enrolling. */
export const answerSeconds = 15

/**
 * A transport over `carrier`. Resolves with the response, or undefined when the stream ended without one.
 * Rejects with `timeout` when `seconds` have passed.
 */
export function createTransport(carrier: PipelineLayout, seconds = answerSeconds): Transport {
  const exchange = pipeline($ =>
    $.onStart((request: Message) => {
      $response = undefined
      return request
    })
      .pipe(carrier)
      .handleMessage(response => {
        $response = response
      })
      .onEnd(() => $response),
  )
  return request =>
    withTimeout(exchange.spawn(request) as Promise<Message | undefined>, seconds, () =>
      fault('timeout', `no answer to ${(request.head as RequestHead).path} within ${seconds} s`),
    )
}
