/**
 * Listens to the agent's events and has reloaded what they name; comes back by itself after an interruption.
 *
 * Owns the connection and its state. EventSource cannot send the token in a header, and an address must not hold it: the
 * stream is read by fetch.
 */
import { effect, signal } from '@preact/signals'
import type { ChangeTopic } from '../../../src/api/agent.ts'
import { reload } from './agent.ts'
import { send } from './client.ts'
import { token } from './token.ts'

/** First and longest wait before another try, in milliseconds: an agent that restarts is back in a second. */
const waitsMs: [number, number] = [500, 5000]

/** `lost`: the agent does not answer; it is asked again. */
export const connection = signal<'starting' | 'live' | 'lost'>('starting')

/** When the agent was last heard, in milliseconds since 1970; 0 before the first time. */
export const heard = signal(0)

/** Goes on for the life of the page, as long as there is a token. */
export function listen(): void {
  let stop = new AbortController()
  effect(() => {
    stop.abort()
    stop = new AbortController()
    if (token.value) follow(stop.signal)
  })
}

async function follow(signal: AbortSignal): Promise<void> {
  let wait = waitsMs[0]
  while (!signal.aborted) {
    try {
      const response = await send('/api/events', { signal })
      wait = waitsMs[0]
      if (response.body) await readEvents(response.body)
    } catch {
      if (signal.aborted) return
      connection.value = 'lost'
    }
    // A stream that ended well is at its age limit.
    await new Promise(resolve => setTimeout(resolve, wait))
    wait = Math.min(2 * wait, waitsMs[1])
  }
}

async function readEvents(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    heard.value = Date.now()
    const events = `${rest}${value}`.split('\n\n')
    rest = events.pop() ?? ''
    const topics = events.flatMap(topicsOf)
    if (topics.length === 0) continue
    await reload(topics)
    connection.value = 'live'
  }
}

function topicsOf(event: string): ChangeTopic[] {
  const data = event.split('\n').find(line => line.startsWith('data: '))
  return data ? (JSON.parse(data.slice('data: '.length)) as ChangeTopic[]) : []
}
