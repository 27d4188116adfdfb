/**
 * The console as a program: takes the token, listens to the agent, draws the page.
 *
 * Owns nothing. Begin reading at app.tsx (what is drawn) and state/agent.ts (what is known).
 */
import { render } from 'preact'
import { App } from './app.tsx'
import { takeInvitation } from './state/invitation.ts'
import { listen } from './state/live.ts'
import { takeToken } from './state/token.ts'

takeToken()
takeInvitation()
listen()
const root = document.getElementById('app')
if (root) render(<App />, root)
