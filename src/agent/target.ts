/**
 * The last leg: a connection from the serving endpoint to a service's target.
 *
 * Owns the context of the connection while it is made. A stream is accepted (200) only when the target has accepted. Does not
 * decide who may come.
 */
import type { Fault } from '../api/errors.ts'
import type { Protocol } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import { targetConnectOptions } from '../common/links.ts'
import { widenReceiveBuffer } from '../common/receive-buffer.ts'
import { watchSilentEnd } from '../common/silent-end.ts'
import type { StreamRecord } from './activity.ts'
import { frameEarly, startDatagrams, unframe } from './datagrams.ts'
import { createDialler, type Dialled, type Dialling } from './dialled.ts'

/** What is dialled, and where its bytes are counted. */
interface Target extends Pick<StreamRecord, 'sent' | 'received'> {
  /** `host:port`. */
  address: string
}

var $dialling: Dialling<Target> | undefined

function createLeg(protocol: Protocol): PipelineLayout {
  const bytes = pipeline($ =>
    $.throttleDataRate(() => getTarget().sent.quota)
      .connect(() => getTarget().address, {
        ...targetConnectOptions(protocol),
        onState: outbound => {
          if (outbound.state !== 'connected') return
          if (protocol === 'tcp') watchSilentEnd(outbound)
          else widenReceiveBuffer(outbound.socket)
          $dialling?.accept(() => outbound.close())
        },
      })
      .throttleDataRate(() => getTarget().received.quota),
  )
  if (protocol === 'tcp') return pipeline($ => $.onStart(start).pipe(bytes))
  return pipeline($ =>
    $.onStart(start)
      .replaceData(bytes => unframe(bytes, $dialling?.hub))
      .pipe(bytes)
      .replaceData(datagram => frameEarly(datagram, $dialling?.hub)),
  )
}

function start(dialling: Dialling<Target>): void {
  $dialling = dialling
  startDatagrams()
}

function getTarget(): Target {
  if (!$dialling) throw fault('internal', 'a target that nobody asked for')
  return $dialling.subject
}

const diallers: Record<Protocol, (target: Target) => Promise<Dialled>> = {
  tcp: createDialler(createLeg('tcp'), unreachable),
  udp: createDialler(createLeg('udp'), unreachable),
}

/** Dials a target. Rejects with target-unreachable, naming the engine's reason; over UDP there is nobody to refuse. */
export function dialTarget(protocol: Protocol, target: Target): Promise<Dialled> {
  return diallers[protocol](target)
}

function unreachable(error: string): Fault {
  return fault(
    'target-unreachable',
    `the service's target did not accept the connection (${error})`,
    'Is the program behind the service running, and does it listen on the address that was published?',
  )
}
