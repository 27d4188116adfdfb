/**
 * A Node stream over pipeline events: for Node's own parts that want a socket (the HTTP/1 parser).
 *
 * Owns the bytes on the way in both directions, within the streams' usual limits. `ends` is the pipeline's side of it.
 */
import { Duplex } from 'node:stream'
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import { type Sink, type Source, Valve } from '../core/stage.ts'

/** The pipeline's side of a Duplex: it is written to, paused and resumed like a stage. */
export interface EventDuplex extends Sink, Source {
  duplex: Duplex
}

/** `output` gets what is written to the duplex, `source` is paused while nobody reads from it. */
export function createEventDuplex({ output, source }: { output: Sink; source: Source }): EventDuplex {
  let paused = false
  let ended = false
  let waiting: (() => void) | undefined
  const input = (open: boolean) => {
    if (open === !paused) return
    paused = !open
    if (paused) source.pause()
    else source.resume()
  }
  const end = (error?: unknown) => {
    if (!ended) output.write(new StreamEnd(error))
    ended = true
  }
  const valve = new Valve(open => {
    if (!open) return
    const proceed = waiting
    waiting = undefined
    proceed?.()
  })
  const send = (data: Data, done: () => void) => {
    if (!ended) output.write(data)
    if (valve.isOpen || ended) done()
    else waiting = done
  }
  const duplex = new Duplex({
    allowHalfOpen: true,
    read: () => input(true),
    write: (chunk: Buffer, _encoding, done) => send(Data.of(chunk), done),
    writev: (chunks, done) => {
      const data = new Data()
      for (const { chunk } of chunks) data.add(chunk)
      send(data, done)
    },
    final: done => {
      end()
      done()
    },
    destroy: (_error, done) => {
      // Nobody reads any more, and the source must not wait for that.
      input(true)
      end()
      waiting = undefined
      done(null)
    },
  })
  return {
    duplex,
    write: (event: PipyEvent) => {
      if (duplex.destroyed) return
      if (event instanceof Data) {
        for (const slice of event.slices) if (!duplex.push(slice)) input(false)
      } else if (event instanceof StreamEnd) {
        if (event.error === undefined) duplex.push(null)
        else duplex.destroy()
      }
    },
    pause: () => valve.pause(),
    resume: () => valve.resume(),
  }
}
