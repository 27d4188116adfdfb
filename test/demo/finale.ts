/**
 * The end of the demo: what was proved in four lines, and what to do next, ready to be copied.
 *
 * Owns nothing; only words.
 */
import { type Engine, ROOT } from '../harness/engines.ts'
import type { Agent } from '../harness/mesh.ts'
import { bold, cyan, dim, formatBytes, quote, say } from './say.ts'
import { CAPTURE, type Proof } from './steps.ts'
import type { World } from './world.ts'

export function sayFacts({ pageAddress, pageVisit, hubView, roundTrip, transfer }: Proof, seconds: number): void {
  const { page, files } = pageVisit
  say(`\n${bold(`Proved in ${seconds.toFixed(0)} s:`)}`)
  say(`  page        http://${pageAddress}/  ${files} files, index.html ${formatBytes(page.content.length)}`)
  say(`  SHA-256     ${page.sha256}  of the page, the same at both ends`)
  say(
    `  transfer    ${formatBytes(transfer.bytes)} at ${transfer.speed.toFixed(0)} MB/s, plain loopback ${transfer.plainSpeed.toFixed(0)} MB/s, SHA-256 the same`,
  )
  say(`  round trip  ${roundTrip.toFixed(2)} ms`)
  say(
    `  hub saw     ${formatBytes(hubView.bytes)}: ${hubView.records} TLS records, ${hubView.entropy.toFixed(2)} bits a byte, nothing of the page`,
  )
}

interface Block {
  /** Words before the commands: never behind them, since not every shell takes comments at its prompt. */
  words: string
  commands: string[]
}

function nextCommands({ pageAddress, laptop, desktop }: Proof, dir: string): Block[] {
  const port = pageAddress.split(':')[1]
  // ZTM_MESH is emptied: whoever tries this may have a mesh of their own.
  const at = ({ dir: data, address }: Agent) => `export ZTM_DATA=${quote(data)} ZTM_AGENT=${address()} ZTM_MESH=`
  return [
    {
      words: 'Once:',
      commands: [`cd ${quote(dir)}`, `export PATH=${quote(`${ROOT}dist`)}:"$PATH" ${engineSettings(laptop.engine)}`],
    },
    {
      words: 'As agent A, the laptop: is all well, what is there, how far is it?',
      commands: [at(laptop), 'ztm status', 'ztm get services', 'ztm ping desktop'],
    },
    {
      words: 'Fetch the page; close its port, and it is gone; open it, and it is back:',
      commands: [
        `curl -s http://${pageAddress}/index.html | sha256sum`,
        `ztm close ${port}`,
        `ztm open ${port} tcp/page@desktop`,
      ],
    },
    { words: 'All that the hub could see:', commands: [`od -c ${CAPTURE} | less`] },
    {
      words: 'As agent B, the desktop: publish something of yours, invite somebody:',
      commands: [at(desktop), 'ztm publish tcp/ssh 127.0.0.1:22', 'ztm invite alice'],
    },
  ]
}

function engineSettings({ environment }: Engine): string {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined)
  return set.map(([name, value]) => `${name}=${quote(value ?? '')}`).join(' ')
}

/** What to do next. Without `stays` it is shown as what a demo that stays up would take. */
export function sayNext(proof: Proof, { dir }: World, stays: boolean): void {
  say(`\n${bold('Open in a browser:')}  ${cyan(`http://${proof.pageAddress}/`)}`)
  say(`\n${bold('Try next, in another terminal:')}`)
  for (const { words, commands } of nextCommands(proof, dir)) {
    say(dim(`  ${words}`))
    for (const command of commands) say(`    ${command}`)
  }
  if (stays) say(`\nEverything stays up until ${bold('Ctrl-C')}, which stops it and removes ${dir}.`)
  else say('\nBecause of ONCE=1 all of this ends now. Without it the demo stays up until Ctrl-C.')
}
