/**
 * Faults on a stream that would have become a tunnel: told in the head of the response, because whoever opened the
 * tunnel sees heads only.
 *
 * Pure. The body carries the same as JSON for people with curl.
 */

import type { Fault } from '../../api/errors.ts'
import { isErrorCode } from '../../api/errors.ts'
import { fault, toFault } from '../errors.ts'
import { faultMessage } from './router.ts'
import { decodeSegment, encodeSegment } from './url.ts'

/** Header names; values are percent-encoded. */
const codeHeader = 'ztm-code'
const messageHeader = 'ztm-message'
const hintHeader = 'ztm-hint'

/** The response that refuses a tunnel because of `caught`. */
export function refusalMessage(caught: unknown): Message {
  const f = toFault(caught)
  const message = faultMessage(f)
  const head = message.head as ResponseHead
  const headers = {
    ...head.headers,
    [codeHeader]: f.code,
    [messageHeader]: encodeSegment(f.message),
    [hintHeader]: encodeSegment(f.hint),
  }
  return new Message({ status: head.status, headers }, message.body)
}

/**
 * The fault in a response head; undefined when it accepts. A 502 without our headers is the carrier's own: it could not
 * be opened, or it broke before there was an answer; then `unreachable()` says what that means.
 */
export function refusalIn(head: ResponseHead, unreachable: () => Fault): Fault | undefined {
  if (head.status >= 200 && head.status < 300) return undefined
  const code = head.headers?.[codeHeader]
  if (typeof code === 'string' && isErrorCode(code)) {
    return fault(code, textOf(head, messageHeader), textOf(head, hintHeader))
  }
  if (head.status === 502) return unreachable()
  if (head.status === 504) return fault('timeout', 'the other side did not answer in time')
  return fault('protocol-error', `the other side answered with status ${head.status}`)
}

function textOf(head: ResponseHead, name: string): string {
  const value = head.headers?.[name]
  return typeof value === 'string' ? decodeSegment(value) : ''
}
