/**
 * swap(() => hub): meets other streams in a Hub. Follows Pipy's src/filters/swap.cpp.
 *
 * Owns its party of the hub, and the events that wait while there is no hub. The function is asked at the first event, and again at
 * later ones while it gives none.
 */
import type { PipyEvent } from '../core/events.ts'
import { HeldEvents } from '../core/held-events.ts'
import { Hub, type Party } from '../core/hub.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'

class SwapStage extends Stage implements Party {
  private readonly find: () => unknown
  private hub: Hub | undefined
  private readonly waiting = new HeldEvents()
  private sending = false
  private readonly valve = new Valve(open => this.hub?.setFull(this, !open))

  constructor(pipeline: Pipeline, find: () => unknown) {
    super(pipeline)
    this.find = find
  }

  write(event: PipyEvent): void {
    // What comes back while sending would go round for ever.
    if (this.sending || this.closed || this.waiting.isFull) return
    if (!this.hub) {
      const hub = this.call(this.find)
      if (hub === failed) return
      if (hub === undefined || hub === null) {
        const end = this.waiting.add(event)
        if (end) this.emit(end)
        return
      }
      if (!(hub instanceof Hub)) return this.fail(new Error('callback did not return a Hub'))
      this.hub = hub
      hub.join(this)
      if (!this.valve.isOpen) hub.setFull(this, true)
      for (const early of this.waiting.takeAll()) this.send(early)
    }
    this.send(event)
  }

  private send(event: PipyEvent): void {
    this.sending = true
    this.hub?.send(event, this)
    this.sending = false
  }

  receive(event: PipyEvent): void {
    this.emit(event)
  }

  allow(open: boolean): void {
    if (open) this.upstream.resume()
    else this.upstream.pause()
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.waiting.takeAll()
    this.hub?.leave(this)
  }
}

export const swap: FilterKind = {
  define([given]) {
    if (typeof given === 'function') return pipeline => new SwapStage(pipeline, given as () => unknown)
    if (given instanceof Hub) return pipeline => new SwapStage(pipeline, () => given)
    throw new TypeError('swap() needs a Hub or a function')
  },
}
