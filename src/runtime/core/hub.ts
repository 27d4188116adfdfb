/**
 * pipeline.Hub: a meeting point of streams. Follows Pipy's src/pipeline.cpp (Hub in src/filters/swap.cpp).
 *
 * Owns the list of parties. What one writes goes to all others; nothing is kept. Back-pressure: while a party has enough, all *others*
 * are asked to wait.
 */
import { copyOf, eventsOf, type PipyEvent } from './events.ts'

export interface Party {
  /** Gets what others write. */
  receive(event: PipyEvent): void
  /** Asked to stop (false) or go on writing into the hub. */
  allow(open: boolean): void
}

export class Hub {
  private readonly parties = new Set<Party>()
  private readonly full = new Set<Party>()
  private readonly stopped = new Set<Party>()
  private broadcasting = false

  join(party: Party): void {
    this.parties.add(party)
    this.balance()
  }

  leave(party: Party): void {
    this.parties.delete(party)
    this.full.delete(party)
    if (this.stopped.delete(party)) party.allow(true)
    this.balance()
  }

  send(event: PipyEvent, from?: Party): void {
    let original: PipyEvent | undefined = event
    for (const party of [...this.parties]) {
      if (party === from) continue
      party.receive(original ?? copyOf(event))
      original = undefined
    }
  }

  /** For scripts. Dropped while one is running, as on Pipy. */
  broadcast(output: unknown): void {
    const events = eventsOf(output)
    if (!events) throw new TypeError('broadcast() needs events or a Message')
    if (this.broadcasting) return
    this.broadcasting = true
    try {
      for (const event of events) this.send(event)
    } finally {
      this.broadcasting = false
    }
  }

  /** A party has enough, or wants more again. */
  setFull(party: Party, full: boolean): void {
    if (full) this.full.add(party)
    else this.full.delete(party)
    this.balance()
  }

  private balance(): void {
    for (const party of this.parties) {
      const stop = this.full.size > (this.full.has(party) ? 1 : 0)
      if (stop === this.stopped.has(party)) continue
      if (stop) this.stopped.add(party)
      else this.stopped.delete(party)
      party.allow(!stop)
    }
  }
}
