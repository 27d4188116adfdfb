/**
 * acceptSOCKS(onConnect).to(sub): the server side of SOCKS 4, 4a and 5 without login; then the bytes go through the
 * sub-pipeline. Follows class Server of Pipy's src/filters/socks.cpp.
 *
 * Owns the sub-pipeline and the bytes of the greeting. Success is told before the sub-pipeline starts, so before it has
 * connected anywhere. Addresses of IPv6 are refused, as on Pipy: clients that resolve names themselves need IPv4.
 */
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed } from '../core/stage.ts'
import { checkCallback } from './arguments.ts'
import { Deframer, type Steps } from './deframer.ts'
import { SubPipelineStage } from './sub-pipeline.ts'

/** What the callback gets. */
interface Request {
  /** The user name of SOCKS 4. */
  id?: string
  ip?: string
  domain?: string
  port: number
}

const connectCommand = 1

/** Answers of SOCKS 4, and of SOCKS 5 (RFC 1928, section 6). */
const codes = {
  4: { granted: 0x5a, refused: 0x5b, failed: 0x5b, badCommand: 0x5b, badAddress: 0x5b },
  5: { granted: 0x00, refused: 0x02, failed: 0x01, badCommand: 0x01, badAddress: 0x08 },
}

type Version = keyof typeof codes
type Outcome = keyof (typeof codes)[Version]

/** Bytes of a user or host name in SOCKS 4, which says no length. */
const longestText = 255

const addressTypes = { ipv4: 1, name: 3 }

class AcceptSOCKSStage extends SubPipelineStage {
  private readonly onConnect: (request: Request) => unknown
  private readonly layout: PipelineLayout
  private readonly deframer: Deframer
  private ended = false

  constructor(pipeline: Pipeline, options: { onConnect: (request: Request) => unknown; layout: PipelineLayout }) {
    super(pipeline)
    this.onConnect = options.onConnect
    this.layout = options.layout
    this.deframer = new Deframer(this.greet())
  }

  write(event: PipyEvent): void {
    if (this.sub) this.sub.write(event)
    else if (this.ended) return
    else if (event instanceof StreamEnd) this.end(event)
    else if (event instanceof Data) this.read(event)
  }

  private read(data: Data): void {
    this.deframer.feed(data)
    if (!this.sub) return
    const rest = this.deframer.rest()
    if (rest.size > 0) this.sub.write(rest)
  }

  private *greet(): Steps {
    const version = (yield 1)[0]
    if (version === 4) yield* this.readSOCKS4()
    else if (version === 5) yield* this.readSOCKS5()
    else this.end()
  }

  private *readSOCKS4(): Steps {
    if ((yield 1)[0] !== connectCommand) return this.refuse(4, 'badCommand')
    const port = (yield 2).readUInt16BE()
    const address = yield 4
    const id = yield* this.readText()
    if (id === undefined) return this.refuse(4, 'failed')
    // SOCKS 4a: an address 0.0.0.x says that a name follows.
    if (address.readUIntBE(0, 3) !== 0) return this.ask(4, { id, ip: address.join('.'), port })
    const domain = yield* this.readText()
    if (domain === undefined) return this.refuse(4, 'failed')
    this.ask(4, { id, domain, port })
  }

  /** Text up to a zero; undefined when it is too long. */
  private *readText(): Generator<number, string | undefined, Buffer> {
    const bytes: number[] = []
    while (bytes.length <= longestText) {
      const byte = (yield 1)[0] ?? 0
      if (byte === 0) return Buffer.from(bytes).toString()
      bytes.push(byte)
    }
    return undefined
  }

  private *readSOCKS5(): Steps {
    const methods = (yield 1)[0] ?? 0
    if (methods > 0) yield methods
    // No login, whatever was offered.
    this.emit(Data.of(Buffer.from([5, 0])))
    const [version, command, reserved] = yield 3
    if (version !== 5 || command !== connectCommand || reserved !== 0) return this.refuse(5, 'badCommand')
    const type = (yield 1)[0]
    if (type === addressTypes.ipv4) {
      const ip = (yield 4).join('.')
      this.ask(5, { ip, port: (yield 2).readUInt16BE() })
    } else if (type === addressTypes.name) {
      const length = (yield 1)[0] ?? 0
      const domain = length > 0 ? (yield length).toString() : ''
      this.ask(5, { domain, port: (yield 2).readUInt16BE() })
    } else this.refuse(5, 'badAddress')
  }

  private ask(version: Version, request: Request): void {
    const answer = this.call(() => this.onConnect(request))
    if (answer === failed) {
      this.ended = true
    } else if (answer instanceof Promise) {
      this.ended = true
      this.fail(new TypeError('the callback of acceptSOCKS must answer at once: Pipy takes a promise for yes'))
    } else if (!answer) {
      this.refuse(version, 'refused')
    } else {
      this.reply(version, 'granted')
      this.openSub(this.layout, event => this.emit(event))
    }
  }

  private refuse(version: Version, outcome: Outcome): void {
    this.reply(version, outcome)
    this.end()
  }

  private reply(version: Version, outcome: Outcome): void {
    const code = codes[version][outcome]
    this.emit(Data.of(Buffer.from(version === 4 ? [0, code, 0, 0, 0, 0, 0, 0] : [5, code, 0, 1, 0, 0, 0, 0, 0, 0])))
  }

  private end(event = new StreamEnd()): void {
    this.ended = true
    this.emit(event)
  }
}

export const acceptSOCKS: FilterKind = {
  joint: true,
  define([given], layout) {
    const onConnect = checkCallback('acceptSOCKS', given)
    return pipeline => new AcceptSOCKSStage(pipeline, { onConnect, layout })
  },
}
