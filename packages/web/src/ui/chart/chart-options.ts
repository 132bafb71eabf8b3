import uPlot from 'uplot'
import { formatDurationTick } from '../format/index.ts'
import type { ChartBand, ChartSeries } from './chart-props.ts'

/** Where the plot stands in its box, in CSS pixels, and the seconds at its ends. */
export interface PlotArea {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly fromS: number
  readonly toS: number
}

export interface ChartOptionsInput {
  readonly element: HTMLElement
  readonly series: readonly ChartSeries[]
  readonly band: ChartBand | undefined
  readonly times: readonly number[]
  readonly bucketS: number
  readonly height: number
  readonly timeZone: string
  readonly format: (value: number) => string
  readonly unit: 'duration' | 'count' | undefined
  readonly axes: boolean
  readonly syncKey: string | undefined
  readonly onCursor: (index: number | null) => void
  readonly onZoom: ((fromMs: number, toMs: number) => void) | undefined
  readonly onArea: (area: PlotArea) => void
}

/** A canvas knows no custom properties and no `light-dark()`: the browser resolves them on an element. */
function resolveColor(element: HTMLElement, color: string): string {
  const before = element.style.color
  element.style.color = color
  const resolved = getComputedStyle(element).color
  element.style.color = before
  return resolved
}

const dayS = 86_400

const countSteps = Array.from({ length: 13 }, (_, power) => 10 ** power).flatMap((unit) => [unit, 2 * unit, 5 * unit])

const durationStepsMs = [
  ...[0.001, 0.01, 0.1, 1, 10, 100, 1000].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000],
  ...[1, 2, 3, 6, 12, 24, 48, 96, 240].map((hours) => hours * 3_600_000),
]

const steps = { count: countSteps, duration: durationStepsMs }

/** Values between two gaps have no line: they are drawn as points, or would not be seen. */
const lonePoints: uPlot.Series.Points.Filter = (plot, seriesIndex) => {
  const values = plot.data[seriesIndex] ?? []
  const isSet = (value: unknown) => value !== null && value !== undefined
  return Array.from(values.keys()).filter((at) => isSet(values[at]) && !isSet(values[at - 1]) && !isSet(values[at + 1]))
}

function timeLabels(timeZone: string): uPlot.Axis.DynamicValues {
  const day = new Intl.DateTimeFormat('en-US', { timeZone, month: 'short', day: 'numeric' })
  const month = new Intl.DateTimeFormat('en-US', { timeZone, month: 'short', year: 'numeric' })
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  // biome-ignore lint/complexity/useMaxParams: uPlot calls it with five.
  return (_plot, splits, _axis, _space, stepS) =>
    splits.map((split) => {
      if (stepS >= 28 * dayS) return month.format(split * 1000)
      const time = clock.format(split * 1000)
      return stepS >= dayS || time === '00:00' ? day.format(split * 1000) : time
    })
}

function axesOf(input: ChartOptionsInput): uPlot.Axis[] {
  if (!input.axes) return [{ show: false }, { show: false }]
  const ink = resolveColor(input.element, 'var(--color-ink-3)')
  const grid = { stroke: resolveColor(input.element, 'var(--color-line)'), width: 1 }
  const font = '11px Inter, system-ui, sans-serif'
  const tick = input.unit === 'duration' ? formatDurationTick : input.format
  const labels = { stroke: ink, font, ticks: { show: false } }
  return [
    { ...labels, grid: { show: false }, space: 70, size: 26, values: timeLabels(input.timeZone) },
    {
      ...labels,
      grid,
      space: input.height < 120 ? 18 : 34,
      size: input.height < 120 ? 40 : 56,
      values: (_plot, splits) => splits.map((split) => tick(split)),
      ...(input.unit ? { incrs: steps[input.unit] } : {}),
    },
  ]
}

function seriesOf(input: ChartOptionsInput): uPlot.Series[] {
  const bars = uPlot.paths.bars?.({ size: [0.82, 40], align: 1, radius: 0.08 })
  return input.series.map((series) => {
    const color = resolveColor(input.element, series.color)
    const points = series.style === 'line' ? { show: true, size: 5, filter: lonePoints, fill: color } : { show: false }
    const base = { label: series.label, points }
    return series.style === 'bars' && bars
      ? { ...base, fill: color, paths: bars, stroke: color, width: 0 }
      : { ...base, stroke: color, width: 1.5, spanGaps: false, ...(series.dash ? { dash: [...series.dash] } : {}) }
  })
}

/** The bounds of a band are series of their own, which are not drawn. */
function bandOf({ band, element }: ChartOptionsInput): Pick<uPlot.Options, 'bands'> & { bounds: uPlot.Series[] } {
  if (!band) return { bounds: [] }
  const bound: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } }
  return { bounds: [bound, bound], bands: [{ series: [1, 2], fill: resolveColor(element, band.color) }] }
}

/** The columns of values in the order of the options' series. */
export const chartData = (times: readonly number[], band: ChartBand | undefined, series: readonly ChartSeries[]) =>
  [times, ...(band ? [band.high, band.low] : []), ...series.map(({ values }) => values)].map((column) =>
    Array.from(column),
  ) as uPlot.AlignedData

function areaOf(plot: uPlot): PlotArea {
  const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = plot.over
  return { left, top, width, height, fromS: plot.scales.x?.min ?? 0, toS: plot.scales.x?.max ?? 1 }
}

/** Everything uPlot needs to draw the series over time. */
export function chartOptions(input: ChartOptionsInput): uPlot.Options {
  const first = input.times[0] ?? 0
  const last = (input.times.at(-1) ?? 0) + input.bucketS
  const hasBars = input.series.some((series) => series.style === 'bars')
  const end = hasBars || input.times.length < 2 ? last : last - input.bucketS
  const { bounds, ...bands } = bandOf(input)
  return {
    width: Math.max(50, input.element.clientWidth),
    height: input.height,
    padding: input.axes ? [8, 22, 0, 0] : [2, 0, 0, 0],
    legend: { show: false },
    tzDate: (timestamp) => uPlot.tzDate(new Date(timestamp * 1000), input.timeZone),
    scales: {
      x: { time: true, range: () => [first, Math.max(end, first + 1)] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: axesOf(input),
    series: [{}, ...bounds, ...seriesOf(input)],
    ...bands,
    cursor: {
      y: false,
      points: { show: !hasBars, size: 6 },
      drag: { x: input.onZoom !== undefined, y: false, setScale: false },
      ...(input.syncKey ? { sync: { key: input.syncKey, setSeries: false } } : {}),
    },
    hooks: {
      setCursor: [(plot) => input.onCursor(plot.cursor.idx ?? null)],
      setSelect: [(plot) => reportZoom(plot, input)],
      draw: [(plot) => input.onArea(areaOf(plot))],
    },
  }
}

function reportZoom(plot: uPlot, input: ChartOptionsInput): void {
  const { left, width } = plot.select
  if (width < 4 || !input.onZoom) return
  const fromS = plot.posToVal(left, 'x')
  const toS = plot.posToVal(left + width, 'x')
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  input.onZoom(Math.floor(fromS * 1000), Math.ceil(toS * 1000))
}
