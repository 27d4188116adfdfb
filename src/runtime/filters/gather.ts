/**
 * Puts messages and bodies together from their events. Owns the bytes of the one that is coming in.
 */
import { Data } from '../core/data.ts'
import { Message, MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'

export interface Gather {
  /** Takes an event; gives what it completes, if anything. */
  add(event: PipyEvent): Message | Data | undefined
  /** True between the start and the end of a message. */
  isInside(): boolean
}

function gatherWith(finish: (head: unknown, body: Data, end: MessageEnd | undefined) => Message | Data): Gather {
  let start: MessageStart | undefined
  let body = new Data()
  return {
    isInside: () => start !== undefined,
    add: event => {
      if (event instanceof MessageStart) {
        start = event
        body = new Data()
        return undefined
      }
      if (!start) return undefined
      if (event instanceof Data) {
        body.push(event)
        return undefined
      }
      if (!(event instanceof MessageEnd || event instanceof StreamEnd)) return undefined
      const { head } = start
      start = undefined
      return finish(head, body, event instanceof MessageEnd ? event : undefined)
    },
  }
}

export const gatherMessage = (): Gather =>
  gatherWith((head, body, end) => new Message(head, body, end?.tail, end?.payload))

export const gatherBody = (): Gather => gatherWith((_head, body) => body)
