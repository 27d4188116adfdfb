/**
 * Server-sent events of the local API: tells consoles what to ask for again, and nothing else.
 *
 * Owns the open streams and what was seen at the last look. Looks only while somebody listens, and at the hub's directory
 * more rarely than at this agent's own state.
 */
import type { ChangeTopic } from '../api/agent.ts'
import type { Agent } from './agent.ts'
import type { Membership } from './membership.ts'

/** Between two looks at this agent's own state, in seconds: a person sees no delay. */
const lookSeconds = 1

/** The hub is asked at every so many looks. */
const directoryEvery = 3

/** A comment goes out at every so many looks, so that no connection counts as idle. */
const commentEvery = 15

/** Looks that a stream lives: what a reader that has stopped reading may keep in memory is bounded by it. */
const longestLooks = 600

/** Streams at a time: tabs of one person. One more ends the oldest. */
const mostStreams = 32

const topics: ChangeTopic[] = ['status', 'ports', 'services', 'endpoints', 'activity', 'stats']

interface Feed {
  hub: Hub
  looks: number
}

type Seen = { [Topic in ChangeTopic]?: string }

var $feed: Feed | undefined
var $feedsOfConnection: Feed[] | undefined

export interface Events {
  /** Answers a request with the stream. */
  layout: PipelineLayout
  /** To be called when a connection begins, and when nothing more comes on it: Pipy's demuxHTTP waits for the answer then. */
  begin: () => void
  close: () => void
}

export function createEvents(agent: Agent): Events {
  const feeds = new Set<Feed>()
  let isWatching = false
  const watch = async (): Promise<void> => {
    if (isWatching) return
    isWatching = true
    let seen: Seen = {}
    for (let look = 0; feeds.size > 0; look++) {
      const now = await lookAt(agent, seen, look % directoryEvery === 0)
      const changed = topics.filter(topic => now[topic] !== seen[topic])
      seen = now
      const text = changed.length > 0 ? eventOf(changed) : look % commentEvery === 0 ? ':\n\n' : ''
      for (const feed of feeds) step(feed, text)
      await new Timeout(lookSeconds).wait()
    }
    isWatching = false
  }
  const start = async (feed: Feed): Promise<void> => {
    // In the next turn: then the stream has joined the hub, which has no memory.
    await new Timeout(0).wait()
    if (!feeds.has(feed)) return
    feed.hub.broadcast([new MessageStart(responseHead), new Data(eventOf(topics))])
    watch()
  }
  const layout = pipeline($ =>
    $.handleMessageStart(() => {
      for (const feed of feeds) if (feeds.size >= mostStreams) end(feed, feeds)
      $feed = { hub: new pipeline.Hub(), looks: 0 }
      feeds.add($feed)
      $feedsOfConnection?.push($feed)
      start($feed)
    })
      .swap(() => $feed?.hub)
      .onEnd(() => {
        if ($feed) feeds.delete($feed)
      }),
  )
  return {
    layout,
    begin: () => {
      $feedsOfConnection = []
    },
    close: () => {
      for (const feed of $feedsOfConnection ?? []) if (feeds.has(feed)) end(feed, feeds)
    },
  }

  function step(feed: Feed, text: string): void {
    feed.looks++
    if (feed.looks > longestLooks) end(feed, feeds)
    else if (text) feed.hub.broadcast(new Data(text))
  }
}

/** Without isChunked the whole response would be held until its end. */
const responseHead = {
  status: 200,
  isChunked: true,
  headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
}

/** In the next turn: the stream may be in the middle of an event. */
function end(feed: Feed, feeds: Set<Feed>): void {
  feeds.delete(feed)
  new Timeout(0).wait().then(() => feed.hub.broadcast([new MessageEnd(), new StreamEnd()]))
}

function eventOf(changed: ChangeTopic[]): string {
  return `event: change\ndata: ${JSON.stringify(changed)}\n\n`
}

/** What there is to see now; of the directory what was seen before, unless the hub is to be asked. */
async function lookAt(agent: Agent, seen: Seen, asksHub: boolean): Promise<Seen> {
  const memberships = agent.list()
  const endpoints = asksHub ? JSON.stringify(await Promise.all(memberships.map(askHub))) : seen.endpoints
  const textOf = (look: (membership: Membership) => unknown) => JSON.stringify(memberships.map(look))
  return {
    status: `${textOf(membership => membership.describe())}${JSON.stringify(agent.hub.find() ?? null)}`,
    ports: textOf(membership => membership.ports()),
    services: `${textOf(membership => membership.services())}${endpoints}`,
    endpoints,
    activity: textOf(membership => membership.activityMark()),
    stats: String(agent.stats.mark()),
  }
}

/** What changes with the directory, or null where no hub answers. */
async function askHub(membership: Membership): Promise<unknown> {
  try {
    return (await membership.getLink().client('GET /api/summary')).mark
  } catch {
    return null
  }
}
