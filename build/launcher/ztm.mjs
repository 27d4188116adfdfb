#!/usr/bin/env node
/**
 * ztm for systems without a POSIX shell, and for npm's `bin`: the same launcher as the script `ztm` beside it, on Node.
 *
 * Owns exit status, stderr and the end of the process that it starts; see `ztm` for the protocol and the environment
 * variables, which are the same. Pipy's log goes through where.mjs. Needs Node 20 or newer for itself.
 */
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { followLog } from './where.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const roles = ['ca', 'hub', 'agent']

/** The oldest Node whose sqlite and TLS the runtime can use. */
const oldestNode = 24

/** The status of a program whose reader has gone, as a shell gives it. */
const BROKEN_PIPE = 141

/** What the engine printed is in the pipe when it has ended, and takes no longer to read than this. */
const LOG_END_MS = 1000

function die(message, hint, status = 1) {
  process.stderr.write(`error: ${message}\nhint: ${hint}\n`)
  process.exit(status)
}

/** The Node for the runtime: told, installed beside the project, or this one. */
function findNode() {
  if (process.env.ZTM_NODE) return process.env.ZTM_NODE
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const installed = join(here, '..', 'node_modules', '.bin', name)
  if (existsSync(installed)) return installed
  if (Number.parseInt(process.versions.node, 10) >= oldestNode) return process.execPath
  return die(
    `Node ${process.versions.node} is too old for the runtime`,
    `Install Node ${oldestNode} or newer, or set ZTM_NODE`,
  )
}

/** The flags on the first line of their file. */
function nodeFlags() {
  const [flags] = readFileSync(join(here, 'node-flags'), 'utf8').split('\n')
  return flags.split(' ')
}

function chooseBundle(args) {
  if (args[0] !== 'run') return ['ztm.js', args]
  if (!roles.includes(args[1] ?? '')) {
    die(`there is no role "${args[1] ?? ''}" (bad-request)`, 'ztm run ca, ztm run hub or ztm run agent', 2)
  }
  return [`ztm-${args[1]}.js`, args.slice(2)]
}

const [bundle, args] = chooseBundle(process.argv.slice(2))
const isPipy = process.env.ZTM_ENGINE === 'pipy'
const command = isPipy ? [process.env.ZTM_PIPY ?? 'pipy'] : [findNode(), ...nodeFlags(), join(here, 'pipy-node')]
const directory = mkdtempSync(join(tmpdir(), 'ztm-'))
const result = join(directory, 'result')
process.umask(0o077)

const table = join(here, `${bundle}.lines`)
const isMapped = isPipy && existsSync(table)

/**
 * Ends the engine, whose number is the first line from us, when we were killed: then the pipe ends without a second line.
 * Not where there is no POSIX shell.
 */
function startWatch() {
  const ending = '[ -z "$engine" ] || kill -KILL "$engine"; rm -rf "$1"'
  const script = `trap '' HUP INT TERM; read -r engine; read -r _ && exit; ${ending}`
  const watch = spawn('/bin/sh', ['-c', script, 'sh', directory], { stdio: ['pipe', 'ignore', 'ignore'] })
  for (const part of [watch, watch.stdin]) part.on('error', () => undefined)
  return watch
}

/** What an engine cannot ask: how wide the terminal is, and whether somebody looks at our stderr. */
const terminal = {
  ZTM_COLUMNS: process.stdout.isTTY ? String(process.stdout.columns || process.env.COLUMNS || 80) : '',
  ZTM_PROGRESS: process.stderr.isTTY ? '1' : '',
}

/**
 * A pipe with a name, on which a stream of bytes goes to stdout: Pipy opens it for each write, so that a write waits for its reader
 * and nothing is lost by the end. `close` resolves when all has been passed on.
 */
function startWriter() {
  const path = join(directory, 'out')
  execFileSync('mkfifo', [path])
  const cat = spawn('/bin/sh', ['-c', 'exec cat <"$1"', 'sh', path], { stdio: ['ignore', 'inherit', 'ignore'] })
  const ended = new Promise(resolve => cat.on('exit', resolve))
  // Keeps it from ending before the engine does.
  const keeper = openSync(path, 'w')
  return {
    path,
    close: () => {
      closeSync(keeper)
      return ended
    },
  }
}

const writer = isPipy && bundle === 'ztm.js' && args[0] === 'connect' ? startWriter() : null
const watch = startWatch()
const child = spawn(command[0], [...command.slice(1), join(here, bundle), '--args', ...args], {
  stdio: ['inherit', 'inherit', isMapped ? 'pipe' : 'inherit'],
  env: {
    ...process.env,
    ...terminal,
    ZTM_STDOUT: writer?.path ?? '',
    ZTM_PROGRAM: fileURLToPath(import.meta.url),
    ZTM_RESULT_FILE: result,
    ...(isPipy ? { ZTM_END: 'kill' } : {}),
  },
})

if (child.pid) watch.stdin.write(`${child.pid}\n`)

// Without a reader of our stderr the log is read all the same: the engine must not wait for one.
process.stderr.on('error', () => undefined)
const logged = isMapped ? followLog(child.stderr, { table, write: line => process.stderr.write(line) }) : null

/** An agent may have a port at a router, which it gives back. Pipy hears only SIGINT, and may wait for ever then. */
const isGentle = isPipy && bundle === 'ztm-agent.js'
const GENTLE_MS = 3000

let asked = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (isGentle && !asked) {
      child.kill('SIGINT')
      setTimeout(() => child.kill('SIGTERM'), GENTLE_MS).unref()
    } else if (!isGentle) child.kill('SIGTERM')
    asked ??= signal
  })
}

child.on('error', error => {
  watch.stdin.end('\nended\n')
  rmSync(directory, { recursive: true, force: true })
  die(`the engine does not start: ${error.message}`, 'Set ZTM_ENGINE to node, or put pipy on PATH')
})

child.on('exit', async (code, signal) => {
  watch.stdin.end('ended\n')
  await writer?.close()
  // A process that the engine left behind may hold the pipe open.
  await Promise.race([logged, new Promise(resolve => setTimeout(resolve, LOG_END_MS))])
  const [status, ...words] = existsSync(result) ? readFileSync(result, 'utf8').split('\n') : ['']
  rmSync(directory, { recursive: true, force: true })
  if (/^\d+$/.test(status)) {
    process.stderr.write(words.join('\n'))
    process.exit(Number(status))
  }
  // Its reader has gone, which needs no words.
  if (signal === 'SIGPIPE' || code === BROKEN_PIPE) process.exit(BROKEN_PIPE)
  if (asked) process.exit(asked === 'SIGTERM' ? 0 : 128 + constants.signals[asked])
  die(
    `the engine ended with ${signal ?? `status ${code}`} and without a result`,
    'The lines above, if any, are its own.',
    code || 1,
  )
})
