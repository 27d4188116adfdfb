/**
 * A chart of lines over time, drawn by uPlot: loaded with it, when the first chart is shown.
 *
 * Owns the canvas inside the element that it is given. Colours are handed in: a canvas does not inherit them.
 */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

const height = 170

/** What the width shows at least. */
const leastSeconds = 60

/** Room for the numbers beside the lines, in pixels. */
const axisWidth = 68

export interface ChartOptions {
  width: number
  lines: { name: string; colour: string }[]
  /** Of numbers and of the lines behind the chart. */
  ink: string
  grid: string
  /** A value in words, with its unit. */
  format: (value: number) => string
  /** What the scale shows at least: less is not worth a line that goes up and down. */
  least: number
  /** Called with the sample that the pointer is at; undefined when it is at none. */
  onPoint: (index: number | undefined) => void
}

/** What is drawn: times in seconds since 1970, then the values of each line. */
export type ChartData = uPlot.AlignedData

export interface ChartCanvas {
  show: (data: ChartData) => void
  resize: (width: number) => void
  close: () => void
}

export function drawChart(place: HTMLElement, data: ChartData, options: ChartOptions): ChartCanvas {
  const { width, lines, ink, grid, format, least, onPoint } = options
  const axis = {
    stroke: ink,
    font: '12px system-ui, sans-serif',
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
  }
  const plot = new uPlot(
    {
      width,
      height,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { range: (_, first, last) => [Math.min(first, last - leastSeconds), last] },
        y: { range: (_, __, most) => [0, Math.max(most * 1.1, least)] },
      },
      axes: [
        { ...axis, values: (_, times) => timesOfDay(times), space: 76, size: 28 },
        { ...axis, values: (_, values) => values.map(format), size: axisWidth, space: 36 },
      ],
      series: [
        {},
        ...lines.map(({ name, colour }, index) => ({
          label: name,
          stroke: colour,
          width: 2,
          // Told apart without colours, too.
          dash: index % 2 === 0 ? undefined : [6, 4],
          // One sample alone is no line yet.
          points: { show: (plot: uPlot) => countOf(plot.data[index + 1] ?? []) === 1 },
        })),
      ],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
    },
    withPast(data),
    place,
  )
  return {
    show: next => plot.setData(withPast(next)),
    resize: next => plot.setSize({ width: next, height }),
    close: () => plot.destroy(),
  }
}

/** Of one sample alone uPlot would show the day after it: an earlier time without values makes it the minute before. */
function withPast(data: ChartData): ChartData {
  const [times, ...lines] = data
  const [only, next] = times
  if (only === undefined || next !== undefined) return data
  return [[only - leastSeconds, only], ...lines.map(values => [null, values[0] ?? null])]
}

/** How many values there are. */
const countOf = (values: ArrayLike<number | null | undefined>): number =>
  Array.from(values).filter(value => typeof value === 'number').length

/** With seconds where marks are closer than minutes. */
function timesOfDay(times: number[]): string[] {
  const [first = 0, second = first] = times
  const timeStyle = second - first < 60 ? 'medium' : 'short'
  const { format } = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle })
  return times.map(seconds => format(seconds * 1000))
}
