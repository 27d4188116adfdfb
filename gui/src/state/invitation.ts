/**
 * Invitations by link: a permit in the fragment of an address of this console, which no server ever sees.
 *
 * Owns the permit that came with the address, until it is used. It is taken out of the address at once, and kept nowhere else. A
 * tab without a token hands it to the next one that has got one: that is the tab that `ztm ui` opens.
 */
import { effect, signal } from '@preact/signals'
import { defaultAgentAddress } from '../../../src/api/protocol.ts'
import { go, keepInAddress, page, pageQuery } from './route.ts'
import { token } from './token.ts'

/** The line of a permit; '' without one. */
export const invitation = signal('')

/** The link that opens the console of another computer with a permit, given as a line. */
export function linkOf(line: string): string {
  return `http://${defaultAgentAddress}/#/join?permit=${encodeURIComponent(line)}`
}

const question = 'who has an invitation?'

/** Takes a permit out of the address, now and whenever there is one. Goes on for the life of the page. */
export function takeInvitation(): void {
  const channel = new BroadcastChannel('ztm-invitation')
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === question && !token.peek() && invitation.peek()) {
      channel.postMessage({ permit: invitation.peek() })
      invitation.value = ''
    } else if (token.peek() && hasPermit(data)) {
      invitation.value = data.permit
      go('join')
    }
  }
  effect(() => {
    const given = pageQuery.value.permit
    if (page.value !== 'join' || !given) return
    invitation.value = given
    keepInAddress({})
  })
  effect(() => {
    if (token.value) channel.postMessage(question)
  })
}

function hasPermit(data: unknown): data is { permit: string } {
  return typeof data === 'object' && data !== null && 'permit' in data && typeof data.permit === 'string'
}
