/**
 * A chart of lines over time, with the newest values, or those under the pointer, in words below it.
 *
 * Owns the place that is drawn in. What draws is loaded when a chart is there; until then, and for those who do not see it,
 * there are the words.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { isDark } from '../state/preferences.ts'
import { language, momentOfDay, t } from '../words/language.ts'
import type { ChartCanvas, ChartData } from './chart-canvas.ts'

export interface Line {
  name: string
  /** null where there is no value. */
  values: (number | null)[]
}

interface ChartProps {
  title: string
  /** In milliseconds since 1970. */
  times: number[]
  lines: Line[]
  /** A value in words, with its unit. */
  format: (value: number) => string
  /** What the scale shows at least. */
  least: number
}

export function Chart({ title, times, lines, format, least }: ChartProps) {
  const point = useSignal<number | undefined>(undefined)
  const place = useCanvas({ times, lines, format, least, onPoint: index => (point.value = index) })
  const at = point.value === undefined || point.value >= times.length ? times.length - 1 : point.value
  const words = lines.map(({ name, values }) => `${name}: ${wordsOf(values[at], format)}`)
  return (
    <section class="card chart" aria-label={title}>
      <h2>{title}</h2>
      <div class="plot" role="img" aria-label={`${title}. ${words.join(', ')}`} ref={place} />
      <p class="row legend">
        {lines.map(({ name }, index) => (
          <span key={name} class={`key ${colours[index % colours.length]}`}>
            {words[index]}
          </span>
        ))}
        {point.value !== undefined && <span class="quiet">{momentOfDay(times[at] ?? 0)}</span>}
      </p>
    </section>
  )
}

/** Of lines, as theme.css names them; more lines begin again. */
const colours = ['accent', 'warn', 'good', 'bad'] as const

/** What a colour of theme.css is at a place now: only a colour that is used is computed by the browser. */
function colourAt(element: HTMLElement, name: string): string {
  element.style.color = `var(--${name})`
  const { color } = getComputedStyle(element)
  element.style.color = ''
  return color
}

function wordsOf(value: number | null | undefined, format: (value: number) => string): string {
  return typeof value === 'number' ? format(value) : t('none')
}

type CanvasProps = Omit<ChartProps, 'title'> & { onPoint: (index: number | undefined) => void }

/** Draws into the element of the reference, again when it must be other: lines, width, colours, language. */
function useCanvas({ times, lines, format, least, onPoint }: CanvasProps) {
  const place = useRef<HTMLDivElement>(null)
  const canvas = useRef<ChartCanvas | undefined>(undefined)
  const data = [times.map(time => time / 1000), ...lines.map(({ values }) => values)] as ChartData
  const newest = useRef(data)
  newest.current = data
  const names = lines.map(({ name }) => name)
  useEffect(() => {
    const element = place.current
    if (!element) return
    let isOver = false
    import('./chart-canvas.ts').then(({ drawChart }) => {
      if (isOver) return
      canvas.current = drawChart(element, newest.current, {
        width: element.clientWidth,
        lines: names.map((name, index) => ({ name, colour: colourAt(element, colours[index % colours.length] ?? '') })),
        ink: colourAt(element, 'quiet'),
        grid: colourAt(element, 'line'),
        format,
        least,
        onPoint,
      })
    })
    const observer = new ResizeObserver(() => canvas.current?.resize(element.clientWidth))
    observer.observe(element)
    return () => {
      isOver = true
      observer.disconnect()
      canvas.current?.close()
      canvas.current = undefined
    }
  }, [isDark.value, language.value, names.join()])
  useEffect(() => canvas.current?.show(data), [times])
  return place
}
