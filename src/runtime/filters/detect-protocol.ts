/**
 * detectProtocol(found): looks at the first bytes and calls once with 'HTTP', 'HTTP2', 'TLS' or ''. Follows Pipy's
 * src/filters/detect-protocol.cpp. Bytes pass untouched.
 *
 * Owns how far each protocol has matched, no bytes. HTTP/1 is known after its request line, TLS after the version in its
 * ClientHello, HTTP/2 after its preface, anything else as soon as none of the three can be.
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { Stage } from '../core/stage.ts'
import { checkCallback } from './arguments.ts'

/** Takes one byte; true or false once it knows, undefined while it needs more. */
type Detector = (byte: number) => boolean | undefined

/** Matches the beginnings of words; true at the end of one, false when none can be. */
function detectWord(words: readonly string[]): Detector {
  let seen = ''
  return byte => {
    seen += String.fromCharCode(byte)
    if (words.includes(seen)) return true
    return words.some(word => word.startsWith(seen)) ? undefined : false
  }
}

const methods = ['GET ', 'HEAD ', 'POST ', 'PUT ', 'PATCH ', 'DELETE ', 'CONNECT ', 'OPTIONS ', 'TRACE ']
const versions = ['HTTP/1.0\r\n', 'HTTP/1.1\r\n']
const blank = 0x20

function detectHTTP(): Detector {
  let part: 'method' | 'path' | 'version' = 'method'
  const method = detectWord(methods)
  const version = detectWord(versions)
  return byte => {
    if (part === 'path') {
      if (byte === blank) part = 'version'
      return undefined
    }
    const found = part === 'method' ? method(byte) : version(byte)
    if (part === 'version' || found === false) return found
    if (found) part = 'path'
    return undefined
  }
}

const detectHTTP2 = (): Detector => detectWord(['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'])

/** The first bytes of a ClientHello (RFC 8446, sections 4 and 5.1): record type, version and length, then its own. */
function detectTLS(): Detector {
  const enough = 11
  const bytes: number[] = []
  const at = (index: number) => bytes[index] ?? 0
  const isLonger = () => (at(6) << 16) + (at(7) << 8) + at(8) > (at(3) << 8) + at(4) + 4
  const wrong: Record<number, () => boolean> = {
    1: () => at(0) !== 22,
    2: () => at(1) !== 3,
    3: () => at(2) > 4,
    6: () => at(5) !== 1,
    9: isLonger,
  }
  return byte => {
    const size = bytes.push(byte)
    if (wrong[size]?.()) return false
    return size === enough ? true : undefined
  }
}

class DetectProtocolStage extends Stage {
  private readonly found: (protocol: string) => unknown
  private detectors: Map<string, Detector> | undefined

  constructor(pipeline: Pipeline, found: (protocol: string) => unknown) {
    super(pipeline)
    this.found = found
    this.detectors = new Map([
      ['HTTP', detectHTTP()],
      ['HTTP2', detectHTTP2()],
      ['TLS', detectTLS()],
    ])
  }

  write(event: PipyEvent): void {
    const protocol = event instanceof Data ? this.detect(event) : undefined
    if (protocol !== undefined) {
      this.detectors = undefined
      // As on Pipy, the stream goes on behind an error.
      this.call(() => this.found(protocol))
    }
    this.emit(event)
  }

  /** Undefined while more bytes are needed, and once it is known. */
  private detect({ slices }: Data): string | undefined {
    for (const slice of slices) {
      for (const byte of slice) {
        if (!this.detectors) return undefined
        for (const [name, detector] of this.detectors) {
          const is = detector(byte)
          if (is) return name
          if (is === false) this.detectors.delete(name)
        }
        if (this.detectors.size === 0) return ''
      }
    }
    return undefined
  }

  socket() {
    return this.detectors ? undefined : this.upstream.socket?.()
  }
}

export const detectProtocol: FilterKind = {
  define([found]) {
    const callback = checkCallback('detectProtocol', found)
    return pipeline => new DetectProtocolStage(pipeline, callback)
  },
}
