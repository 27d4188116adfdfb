/** `ztm ui`: shows the console in a browser, with the token that it calls the agent with. */
import { writeSecret } from '../../common/files.ts'
import { findAgent } from '../agent-client.ts'
import { type Command, done } from '../command.ts'

/** Goes to the console: a browser gets the name of this file in its command line, never the token. */
const pageFile = 'console.html'

export const ui: Command = {
  summary: 'Prints the address of the console, which holds its token, and opens it where there is a browser.',
  words: '',
  count: [0, 0],
  options: { 'no-open': { help: 'print the address only' } },
  examples: ['ztm ui'],
  run: async ({ given, agent }) => {
    const { address, directory, token } = findAgent()
    await agent('GET /api/version')
    // What follows # is not sent, so it is in no log and no Referer.
    const url = `http://${address}/#token=${token}`
    println(url)
    const opener = given.has('no-open') ? '' : findOpener()
    if (opener) openPage(opener, os.path.join(directory, pageFile), url)
    return done(opener ? 'opened in a browser' : 'open this address in a browser on this computer')
  },
}

/** The program that opens a file in the user's browser; '' where there is no screen or no such program. */
function findOpener(): string {
  if (os.platform === 'windows') return ''
  const hasScreen = os.platform === 'darwin' || Boolean(os.env.DISPLAY || os.env.WAYLAND_DISPLAY)
  const name = os.platform === 'darwin' ? 'open' : 'xdg-open'
  return hasScreen && pipy.exec(['sh', '-c', `command -v ${name}`]).size > 0 ? name : ''
}

function openPage(opener: string, file: string, url: string): void {
  writeSecret(file, `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}">\n`)
  // A browser may stay in the foreground of its opener.
  pipy.exec(['sh', '-c', `${opener} "$1" >/dev/null 2>&1 </dev/null &`, 'sh', file])
}
