/**
 * A leg of a stream in a pipeline of its own: the session at the entry, the target's connection at the serving end.
 *
 * Owns the context of such a pipeline. It meets the other side of the stream in a Hub, so that the stream can be accepted
 * only when its next leg is up, another can be tried when it is not, and the leg can live until it has come to its end. A Hub has no
 * memory: what the leg sends early waits in front of it. Does not know what the leg is.
 */
import type { Fault } from '../api/errors.ts'
import { later } from '../common/end-later.ts'
import { fault } from '../common/errors.ts'

/** A leg that is up. */
export interface Dialled {
  /** Where its bytes are swapped with those of the other side. */
  hub: Hub
  /** Lets its first bytes through: call when the other side joins the hub, in the same turn. */
  join: () => void
  /** Ends it, whatever is still on its way; nothing when it is over. */
  close: () => void
  /** It ended otherwise than cleanly. */
  isBroken: boolean
  /** Does it when the leg is over; at once if it is. */
  whenOver: (work: () => void) => void
}

/** A leg while it comes up: the argument of its layout's onStart. */
export interface Dialling<Subject> {
  subject: Subject
  hub: Hub
  /** It is up. `close` ends what is below it at once. */
  accept: (close: () => void) => void
  fail: (failure: Fault) => void
}

interface Dial {
  dialling: Dialling<unknown>
  dialled: Dialled
  joined: Promise<boolean>
  isJoined: boolean
  isOver: boolean
  /** What is to be done when it is over. */
  works: (() => void)[]
  end: (end: StreamEnd) => void
}

var $dial: Dial | undefined

/**
 * A function that spawns `leg` for a subject. Rejects with what it failed with, or with `broken(reason)` when it ended before it
 * was up; `reason` is the engine's word.
 */
export function createDialler<Subject>(
  leg: PipelineLayout,
  broken: (reason: string) => Fault,
): (subject: Subject) => Promise<Dialled> {
  const carrier = pipeline($ =>
    $.onStart((dial: Dial) => {
      $dial = dial
      return new Data()
    })
      .loop($ =>
        $.swap(() => meet($dial))
          .pipe(
            () => leg,
            () => [$dial?.dialling],
          )
          .handleStreamEnd(end => $dial?.end(end))
          // A promise of its own for each: on Pipy a promise tells only the last one that asked.
          .wait(() => $dial?.isJoined || ($dial?.joined.then(joined => joined) ?? true)),
      )
      .onEnd(() => {
        if (!$dial) return
        $dial.isOver = true
        for (const work of $dial.works) work()
      }),
  )
  return subject =>
    new Promise<Dialled>((resolve, reject) => {
      carrier.spawn(createDial(subject, broken, { resolve, reject }))
    })
}

function createDial(
  subject: unknown,
  broken: (reason: string) => Fault,
  { resolve, reject }: { resolve: (dialled: Dialled) => void; reject: (failure: Fault) => void },
): Dial {
  const hub = new pipeline.Hub()
  let release: (joined: boolean) => void = () => undefined
  let closeBelow: () => void = () => undefined
  const joined = new Promise<boolean>(done => {
    release = done
  })
  const join = () => {
    dial.isJoined = true
    release(true)
  }
  const close = () =>
    later(() => {
      if (dial.isOver) return
      hub.broadcast(new StreamEnd())
      closeBelow()
    })
  const fail = (failure: Fault) => {
    // Nobody will join: what waits may go.
    join()
    reject(failure)
  }
  const whenOver = (work: () => void) => {
    if (dial.isOver) work()
    else dial.works.push(work)
  }
  const dialled: Dialled = { hub, join, close, isBroken: false, whenOver }
  const accept = (below: () => void) => {
    closeBelow = below
    resolve(dialled)
  }
  const dial: Dial = {
    dialling: { subject, hub, accept, fail },
    dialled,
    joined,
    isJoined: false,
    isOver: false,
    works: [],
    end: ({ error }) => {
      dialled.isBroken = error !== undefined
      fail(broken(typeof error === 'string' ? error : 'closed'))
    },
  }
  return dial
}

/**
 * The Hub of a leg that joins it now; in the next turn the first event sets the leg going: one that carries nothing, and is no
 * empty Data, which filters may take for a signal to flush, and keep.
 */
function meet(dial: Dial | undefined): Hub {
  if (!dial) throw fault('internal', 'a leg without a dial')
  const { hub } = dial.dialled
  later(() => hub.broadcast(new MessageStart()))
  return hub
}
