/**
 * TCP simultaneous open: both ends of a splice dial each other's address as the hub sees it, from the ports that they use for the
 * splice. A router that has let our connection to the hub out lets in what comes to the same port from where we dial.
 *
 * Owns the context of a connection that is dialled so and served here. The splice carries streams meanwhile, and is none the worse if
 * nothing comes of it. Who is met is decided by certificates, as on every path; the caller's side is in session.ts.
 */
import { isPlainIPv4, parseAddress } from '../common/addresses.ts'
import { fault } from '../common/errors.ts'
import { keepAlive } from '../common/keep-alive.ts'
import { spliceConnectOptions } from '../common/links.ts'
import { watchSilentEnd } from '../common/silent-end.ts'
import { setOption } from '../common/socket-option.ts'

/** Whether connections are opened from both sides: `auto` leaves loopback alone, where nothing is in the way. */
export type PunchMode = (typeof punchModes)[number]
export const punchModes = ['auto', 'on', 'off'] as const

/** How long both go on dialling, in seconds: some round trips of the slowest network, and a lost SYN. */
export const punchSeconds = 3

/** Between attempts, in seconds: a router that has not let the other out yet may refuse what comes. */
const againSeconds = 0.2

/** How long a connection that is up may say nothing before it is taken for somebody else's, in seconds. */
const silentSeconds = 5

/** Linux: SOL_SOCKET and SO_REUSEADDR of socket(7). */
const reuseAddress = [1, 2] as const

/** Where a connection binds that may have to share its port; undefined where none is to. `local`: our address towards the hub. */
export function shareableBind(mode: PunchMode, local: string): string | undefined {
  if (mode === 'off' || os.platform !== 'linux' || !isPlainIPv4(local)) return undefined
  return mode === 'auto' && local.startsWith('127.') ? undefined : '0.0.0.0'
}

/**
 * Lets others have the port of this connection too: call it in onState, before the engine binds. The runtime on Node does so by
 * itself with whatever is bound.
 */
export function sharePort({ state, socket }: Outbound): void {
  if (state === 'open' && socket) setOption(socket, reuseAddress, 1)
}

/** The bind of a connection that takes the port of another. */
export function samePort({ localPort }: Outbound): string {
  return `0.0.0.0:${localPort}`
}

/** Throws bad-request for what nobody is to dial because a hub says so. */
export function checkPunchAddress(text: string, mode: PunchMode): string {
  const { host, port } = parseAddress(text, 'the address of the other side')
  if (!isPlainIPv4(host) || port === 0 || (host.startsWith('127.') && mode !== 'on')) {
    throw fault('bad-request', `${text} is no address to open a connection to from both sides`)
  }
  return text
}

/** Tries until it is up, or the time is over. */
export async function tryToMeet(attempt: () => Promise<boolean>, now: () => number): Promise<boolean> {
  const until = now() + punchSeconds * 1000
  while (now() < until) {
    if (await attempt()) return true
    await new Timeout(againSeconds).wait()
  }
  return false
}

interface Meeting {
  address: string
  bind: string
  outbound?: Outbound
  isUp: boolean
  isHeard: boolean
}

var $meeting: Meeting | undefined

/** The connection of the session of this context, if it was opened from both sides. */
export function findPunched(): Outbound | undefined {
  return $meeting?.outbound
}

/** The called side: a function that dials from a port until it is met, and serves `session` (a TLS server) there. */
export function createPunched(session: PipelineLayout, now: () => number): (address: string, bind: string) => void {
  const options: ConnectOptions = {
    ...spliceConnectOptions(),
    connectTimeout: punchSeconds,
    bind: () => $meeting?.bind,
    onState: outbound => {
      sharePort(outbound)
      if (outbound.state !== 'connected' || !$meeting) return
      $meeting.outbound = outbound
      $meeting.isUp = true
      watchSilentEnd(outbound)
      keepAlive(outbound.socket)
      closeIfSilent($meeting, outbound)
    },
  }
  const connection = pipeline($ =>
    $.onStart((meeting: Meeting) => {
      $meeting = meeting
      return new Data()
    }).loop($ =>
      $.connect(() => $meeting?.address ?? '', options)
        .handleData(({ size }) => {
          if ($meeting && size > 0) $meeting.isHeard = true
        })
        .pipe(session),
    ),
  )
  return (address, bind) => {
    tryToMeet(async () => {
      const meeting: Meeting = { address, bind, isUp: false, isHeard: false }
      await connection.spawn(meeting)
      return meeting.isUp
    }, now)
  }
}

async function closeIfSilent(meeting: Meeting, outbound: Outbound): Promise<void> {
  await new Timeout(silentSeconds).wait()
  if (!meeting.isHeard) outbound.close()
}
