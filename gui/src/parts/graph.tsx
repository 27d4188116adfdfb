/**
 * The mesh as a picture: this endpoint, its hubs, the others, and by which paths they are reached now.
 *
 * Owns its width and what is searched for. Says the same in words to those who do not see it.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Endpoint, Mesh, PingResult } from '../../../src/api/types.ts'
import type { LivePaths, Rates } from '../state/paths.ts'
import { t } from '../words/language.ts'
import { LargeGraph } from './graph-large.tsx'
import { SmallGraph } from './graph-small.tsx'

/** As many others get a box each; more are dots, grouped by user. */
const mostBoxes = 12

/** Others that the picture's words name. */
const mostNamed = 20

interface GraphProps {
  mesh: Mesh
  others: Endpoint[]
  pings: Record<string, PingResult>
  paths: LivePaths
  rates: Rates
}

export function Graph({ mesh, others, pings, paths, rates }: GraphProps) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  const sought = useSignal('')
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0)
    })
    if (frame.current) observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  const words = wordsOf(mesh, others)
  const isSmall = others.length <= mostBoxes
  return (
    <>
      {!isSmall && <Search endpoints={others} sought={sought.value} onInput={text => (sought.value = text)} />}
      <div class="graph" ref={frame}>
        {width.value > 0 && isSmall && (
          <SmallGraph
            mesh={mesh}
            others={others}
            pings={pings}
            paths={paths}
            rates={rates}
            width={width.value}
            words={words}
          />
        )}
        {width.value > 0 && !isSmall && (
          <LargeGraph
            mesh={mesh}
            others={others}
            paths={paths}
            rates={rates}
            width={width.value}
            sought={sought.value.trim().toLowerCase()}
            words={words}
          />
        )}
        {others.length === 0 && <p class="quiet">{t('mapNobody')}</p>}
      </div>
      <Legend paths={paths} />
    </>
  )
}

function wordsOf(mesh: Mesh, others: Endpoint[]): string {
  const list = (names: string[]) => names.join(', ') || t('none')
  const named = others.slice(0, mostNamed).map(({ name }) => name)
  const more = others.length - named.length
  return t('mapText', {
    name: mesh.endpoint.name,
    hubs: list(mesh.hubs.map(hub => hub.address)),
    others: list(more > 0 ? [...named, t('more', { count: more })] : named),
  })
}

interface SearchProps {
  endpoints: Endpoint[]
  sought: string
  onInput: (text: string) => void
}

function Search({ endpoints, sought, onInput }: SearchProps) {
  const word = sought.trim().toLowerCase()
  const found = word ? endpoints.filter(({ name, user }) => `${name} ${user}`.toLowerCase().includes(word)) : []
  return (
    <p class="row">
      <input
        class="search"
        type="search"
        placeholder={t('search')}
        aria-label={`${t('search')}: ${t('map')}`}
        value={sought}
        onInput={event => onInput(event.currentTarget.value)}
      />
      <span class="quiet" aria-live="polite">
        {word && t('found', { count: found.length })}
        {word && found.length > 0 && found.length <= 5 && `: ${found.map(({ name }) => name).join(', ')}`}
      </span>
    </p>
  )
}

/** What the colours of lines mean, for those that are there. */
function Legend({ paths }: { paths: LivePaths }) {
  const kinds = [...new Set(Object.values(paths))].sort()
  if (kinds.length === 0) return null
  return (
    <p class="row legend">
      {kinds.map(kind => (
        <span key={kind} class={`key ${kind}`}>
          {t('reached', { path: t(`path_${kind}`) })}
        </span>
      ))}
    </p>
  )
}
