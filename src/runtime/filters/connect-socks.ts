/**
 * connectSOCKS(target).to(sub): asks the SOCKS 5 proxy at the end of the sub-pipeline for a connection, and carries bytes
 * through it. Follows class Client of Pipy's src/filters/socks.cpp.
 *
 * Owns the sub-pipeline, and the input until the proxy has agreed. A refusal is a clean end of the stream.
 */
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed } from '../core/stage.ts'
import { parseIPv4, parseIPv6 } from '../globals/ip-address.ts'
import { parseHostPort } from '../host/socket-options.ts'
import { Deframer, type Steps } from './deframer.ts'
import { SubPipelineStage } from './sub-pipeline.ts'

/** RFC 1928, sections 4 and 5: version, command or answer, reserved; then the kind of address. */
const version = 5
const noLogin = 0
const succeeded = 0
const addressTypes = { ipv4: 1, name: 3, ipv6: 4 }
const bytesOfIPv4 = 4
const bytesOfIPv6 = 16
const longestName = 255

/** Throws for what is no `host:port`, or too long. */
function connectRequest(target: unknown): Buffer {
  if (typeof target !== 'string') throw new TypeError('target is not or did not return a string')
  const { host, port } = parseHostPort(target)
  const tail = Buffer.alloc(2)
  tail.writeUInt16BE(port)
  return Buffer.concat([Buffer.from([version, 1, 0]), addressOf(host), tail])
}

function addressOf(host: string): Buffer {
  const ipv4 = parseIPv4(host)
  if (ipv4) return Buffer.from([addressTypes.ipv4, ...ipv4])
  const ipv6 = parseIPv6(host)
  if (ipv6) return Buffer.from([addressTypes.ipv6, ...ipv6.flatMap(group => [group >> 8, group & 0xff])])
  const name = Buffer.from(host)
  if (name.length > longestName) throw new Error(`domain name too long: ${host}`)
  return Buffer.concat([Buffer.from([addressTypes.name, name.length]), name])
}

class ConnectSOCKSStage extends SubPipelineStage {
  private readonly target: unknown
  private readonly layout: PipelineLayout
  private readonly deframer: Deframer
  private state: 'idle' | 'asking' | 'connected' | 'over' = 'idle'
  private waiting: PipyEvent[] = []
  private holding = false

  constructor(pipeline: Pipeline, options: { target: unknown; layout: PipelineLayout }) {
    super(pipeline)
    this.target = options.target
    this.layout = options.layout
    this.deframer = new Deframer(this.handshake())
  }

  write(event: PipyEvent): void {
    if (this.state === 'over' || this.closed) return
    if (this.state === 'connected') {
      this.sub?.write(event)
      return
    }
    if (event instanceof Data || event instanceof StreamEnd) this.waiting.push(event)
    if (this.state !== 'idle') return
    this.state = 'asking'
    this.holding = true
    this.upstream.pause()
    const sub = this.openSub(this.layout, reply => this.receive(reply))
    sub.write(Data.of(Buffer.from([version, 1, noLogin])))
  }

  private receive(event: PipyEvent): void {
    if (this.state === 'over') return
    if (this.state === 'connected' || event instanceof StreamEnd) this.pass(event)
    else if (event instanceof Data) {
      this.deframer.feed(event)
      if ((this.state as string) === 'connected') this.begin()
    }
  }

  private pass(event: PipyEvent): void {
    if (event instanceof StreamEnd) this.finish()
    this.emit(event)
  }

  private *handshake(): Steps {
    const [answered, method] = yield 2
    if (answered !== version || method !== noLogin) return this.refused()
    const request = this.call(() => {
      const { target } = this
      return connectRequest(typeof target === 'function' ? target() : target)
    })
    if (request === failed) return this.finish()
    this.sub?.write(Data.of(request))
    const [head, code, reserved] = yield 3
    if (head !== version || code !== succeeded || reserved !== 0) return this.refused()
    const type = (yield 1)[0]
    if (type === addressTypes.ipv4) yield bytesOfIPv4 + 2
    else if (type === addressTypes.ipv6) yield bytesOfIPv6 + 2
    else if (type === addressTypes.name) yield ((yield 1)[0] ?? 0) + 2
    else return this.refused()
    this.state = 'connected'
  }

  private begin(): void {
    const early = this.deframer.rest()
    for (const event of this.waiting.splice(0)) this.sub?.write(event)
    this.release()
    if (early.size > 0) this.emit(early)
  }

  private refused(): void {
    this.finish()
    this.emit(new StreamEnd())
  }

  private finish(): void {
    this.state = 'over'
    this.waiting = []
    this.release()
  }

  private release(): void {
    if (this.holding) this.upstream.resume()
    this.holding = false
  }

  override close(): void {
    super.close()
    this.finish()
  }
}

export const connectSOCKS: FilterKind = {
  joint: true,
  define([target], layout) {
    if (typeof target !== 'string' && typeof target !== 'function') {
      throw new TypeError('connectSOCKS() needs an address or a function')
    }
    return pipeline => new ConnectSOCKSStage(pipeline, { target, layout })
  },
}
