/**
 * The last leg: a connection from the serving endpoint to a service's target.
 *
 * Owns the connection while it is being made, so that a stream is accepted (200) only when the target has accepted.
 * The stream and the connection then meet in a Hub. Does not decide who may come.
 */
import type { Fault } from '../api/errors.ts'
import type { Protocol } from '../api/types.ts'
import { endConnection } from '../common/end-later.ts'
import { fault } from '../common/errors.ts'
import { targetConnectOptions } from '../common/links.ts'
import { watchSilentEnd } from '../common/silent-end.ts'

/** When a dial is started, and started again, in seconds after each other. */
const startSeconds = [0, 0.01, 0.1, 0.5, 2]

/** A connection that waits for its stream. */
export interface Dialled {
  /** Where the stream's bytes are swapped with the target's. */
  hub: Hub
  /** Lets the target's first bytes through: call when the stream has joined the hub. */
  join: () => void
  /** Ends the connection, whatever is still on its way. */
  close: () => void
  /** It ended otherwise than by its target's clean end. */
  isBroken: boolean
}

interface Dial {
  target: string
  dialled: Dialled
  joined: Promise<boolean>
  isJoined: boolean
  connected: (outbound: Outbound) => void
  failed: (error: string) => void
}

var $dial: Dial | undefined

/** Bytes of the target wait in front of `wait` until the stream has joined: a Hub has no memory. */
function createConnection(protocol: Protocol): PipelineLayout {
  return pipeline($ =>
    $.onStart((dial: Dial) => {
      $dial = dial
      return new Data()
    }).loop($ =>
      $.swap(() => $dial?.dialled.hub)
        .connect(() => $dial?.target ?? '', {
          ...targetConnectOptions(protocol),
          onState: outbound => {
            if (outbound.state !== 'connected') return
            if (protocol === 'tcp') watchSilentEnd(outbound)
            $dial?.connected(outbound)
          },
        })
        .handleStreamEnd(end => {
          if (!$dial) return
          $dial.dialled.isBroken = end.error !== undefined
          $dial.failed(typeof end.error === 'string' ? end.error : 'closed')
        })
        .wait(() => $dial?.isJoined || ($dial?.joined.then(joined => joined) ?? true)),
    ),
  )
}

const connections: Record<Protocol, PipelineLayout> = { tcp: createConnection('tcp'), udp: createConnection('udp') }

/** Dials `host:port`. Rejects with target-unreachable, naming the engine's reason; over UDP there is nobody to refuse. */
export function dialTarget(protocol: Protocol, target: string): Promise<Dialled> {
  return new Promise<Dialled>((resolve, reject) => {
    let isSettled = false
    let join: (joined: boolean) => void = () => undefined
    const joined = new Promise<boolean>(done => {
      join = done
    })
    const dialled: Dialled = {
      hub: new pipeline.Hub(),
      join: () => join(true),
      close: () => undefined,
      isBroken: false,
    }
    const dial: Dial = {
      target,
      dialled,
      joined,
      isJoined: false,
      connected: outbound => {
        isSettled = true
        dialled.close = () => endConnection(outbound)
        resolve(dialled)
      },
      failed: error => {
        isSettled = true
        join(true)
        reject(unreachable(error))
      },
    }
    connections[protocol].spawn(dial)
    start(dialled.hub, () => isSettled)
  })
}

/** The first event makes `connect` dial. A Hub loses what is sent before the dial has joined it, so it is sent again. */
async function start(hub: Hub, isSettled: () => boolean): Promise<void> {
  for (const seconds of startSeconds) {
    await new Timeout(seconds).wait()
    if (isSettled()) return
    hub.broadcast(new Data())
  }
}

function unreachable(error: string): Fault {
  return fault(
    'target-unreachable',
    `the service's target did not accept the connection (${error})`,
    'Is the program behind the service running, and does it listen on the address that was published?',
  )
}
