/**
 * A question to a router by UDP: sent again while there is no answer.
 *
 * Owns the sockets of a question while it is open. Each is connected, so the system lets through what comes from the address that was
 * asked, and nothing else; the first datagram that is an answer settles it, and whatever comes later meets a closed socket.
 */
import type { Answer } from './types.ts'

/**
 * How long each try waits for an answer, in seconds. RFC 6886, 3.1 begins so, and goes on for a minute: a router on the same
 * network that has lost three datagrams has no such service.
 */
const waitsSeconds = [0.25, 0.5, 1]

/** A socket is closed after so much silence, in seconds, if nobody closed it before. */
const idleSeconds = 10

/** Longest datagram that is looked at, in bytes: RFC 6887, 7 allows 1100, and SSDP is a packet. */
const longestBytes = 1500

export interface Question<Value> {
  /** `IP:PORT`. */
  to: string
  request: Data
  /** undefined for what is no answer to this question. */
  parse: (datagram: Data) => Answer<Value> | undefined
}

interface Asking {
  to: string
  request: Data
  take: (datagram: Data) => void
  outbounds: Outbound[]
  isOver: boolean
  /** Our own address, once a socket has one. */
  onLocal?: (address: string) => void
}

var $asking: Asking

const attempt = pipeline($ =>
  $.onStart((asking: Asking) => {
    $asking = asking
    return new Data(asking.request)
  })
    .connect(() => $asking.to, { protocol: 'udp', idleTimeout: idleSeconds, onState: keep })
    .handleData(datagram => {
      if (!$asking.isOver && datagram.size > 0 && datagram.size <= longestBytes) $asking.take(datagram)
    }),
)

function keep(outbound: Outbound): void {
  if (outbound.state !== 'connected') return
  $asking.onLocal?.(outbound.localAddress)
  $asking.outbounds.push(outbound)
}

/** Resolves with the answer; undefined when none came. Never rejects. */
export async function askByUDP<Value>({ to, request, parse }: Question<Value>): Promise<Answer<Value> | undefined> {
  let answer: Answer<Value> | undefined
  let wake: () => void = () => undefined
  const asking: Asking = {
    to,
    request,
    outbounds: [],
    isOver: false,
    take: datagram => {
      answer = parse(datagram)
      if (!answer) return
      asking.isOver = true
      wake()
    },
  }
  for (const seconds of waitsSeconds) {
    const timer = new Timeout(seconds)
    wake = () => timer.cancel()
    attempt.spawn(asking)
    await timer.wait().catch(() => undefined)
    if (answer) break
  }
  close(asking)
  return answer
}

/** Our own address towards another; nothing is sent to it. '' when there is no way to it. */
export async function findLocalAddress(to: string): Promise<string> {
  let address = ''
  const timer = new Timeout(waitsSeconds[0] ?? 0)
  const asking: Asking = {
    to,
    request: new Data(),
    outbounds: [],
    isOver: false,
    take: () => undefined,
    onLocal: local => {
      address = local
      timer.cancel()
    },
  }
  attempt.spawn(asking)
  await timer.wait().catch(() => undefined)
  close(asking)
  return address
}

function close(asking: Asking): void {
  asking.isOver = true
  for (const outbound of asking.outbounds) outbound.close()
}
