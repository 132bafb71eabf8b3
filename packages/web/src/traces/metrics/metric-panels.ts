import type { MetricMeasure, SeriesAnswer, WatchedMeasure } from '@pawl/core'
import type { ChartSeries } from '../../ui/chart/chart-props.ts'
import { formatCompact, formatCostUsd, formatDuration, formatScore, formatShare } from '../../ui/format/index.ts'

interface MeasureLook {
  readonly label: string
  readonly color: string
  readonly style: ChartSeries['style']
}

const first = 'light-dark(#2f5fd6, #7fa2ff)'
const second = 'light-dark(#0a7c8f, #4fc3d6)'
const third = 'light-dark(#8a4fd0, #b99bff)'

const looks: Partial<Record<MetricMeasure, MeasureLook>> = {
  count: { label: 'Traces', color: 'light-dark(#b4bdcb, #4b5464)', style: 'bars' },
  error_rate: { label: 'Share with errors', color: 'var(--color-error-fill)', style: 'line' },
  latency_p50_ms: { label: 'p50', color: second, style: 'line' },
  latency_p95_ms: { label: 'p95', color: first, style: 'line' },
  latency_p99_ms: { label: 'p99', color: third, style: 'line' },
  ttft_p50_ms: { label: 'p50', color: second, style: 'line' },
  ttft_p95_ms: { label: 'p95', color: first, style: 'line' },
  input_tokens: { label: 'Input', color: first, style: 'line' },
  output_tokens: { label: 'Output', color: second, style: 'line' },
  cost_usd: { label: 'Cost', color: first, style: 'bars' },
  score_mean: { label: 'Mean', color: first, style: 'line' },
  score_pass_rate: { label: 'Pass rate', color: 'var(--color-ok)', style: 'line' },
  tool_error_rate: { label: 'Tool errors', color: 'var(--color-error-fill)', style: 'line' },
  empty_retrieval_rate: { label: 'Empty retrievals', color: second, style: 'line' },
  schema_break_rate: { label: 'Broken schemas', color: third, style: 'line' },
  share: { label: 'Share', color: first, style: 'line' },
}

/** One chart of the page. Grouped, it shows one measure with a line per group. */
export interface MetricPanel {
  readonly id: string
  readonly title: string
  readonly measures: readonly [MetricMeasure, ...MetricMeasure[]]
  readonly format: (value: number) => string
  /** Asked for as well where nothing is grouped. */
  readonly also?: readonly MetricMeasure[]
  readonly unit?: 'duration' | 'count'
  readonly needsScore?: boolean
  /** Says something only of groups. */
  readonly needsGroup?: boolean
  /** What a monitor of the chart watches. */
  readonly watched: WatchedMeasure
}

export const metricPanels: readonly MetricPanel[] = [
  {
    id: 'traces',
    title: 'Traces',
    measures: ['count'],
    also: ['error_rate'],
    format: formatCompact,
    unit: 'count',
    watched: 'request_count',
  },
  { id: 'share', title: 'Share', measures: ['share'], format: formatShare, needsGroup: true, watched: 'request_count' },
  { id: 'errors', title: 'Errors', measures: ['error_rate'], format: formatShare, watched: 'error_rate' },
  {
    id: 'latency',
    title: 'Latency',
    measures: ['latency_p95_ms', 'latency_p50_ms', 'latency_p99_ms'],
    format: formatDuration,
    unit: 'duration',
    watched: 'latency_ms',
  },
  {
    id: 'ttft',
    title: 'Time to first token',
    measures: ['ttft_p95_ms', 'ttft_p50_ms'],
    format: formatDuration,
    unit: 'duration',
    watched: 'ttft_ms',
  },
  {
    id: 'tokens',
    title: 'Tokens',
    measures: ['input_tokens', 'output_tokens'],
    format: formatCompact,
    watched: 'total_tokens',
  },
  {
    id: 'broken',
    title: 'Tools, retrievals, schemas',
    measures: ['tool_error_rate', 'empty_retrieval_rate', 'schema_break_rate'],
    format: formatShare,
    watched: 'tool_error_rate',
  },
  { id: 'cost', title: 'Cost', measures: ['cost_usd'], format: formatCostUsd, watched: 'cost_usd' },
  {
    id: 'score-mean',
    title: 'Score, mean',
    measures: ['score_mean'],
    format: formatScore,
    needsScore: true,
    watched: 'score_mean',
  },
  {
    id: 'score-pass',
    title: 'Score, pass rate',
    measures: ['score_pass_rate'],
    format: formatShare,
    needsScore: true,
    watched: 'score_pass_rate',
  },
]

export const measureLabel = (measure: MetricMeasure): string => looks[measure]?.label ?? measure

/** Told apart by hue and, from the ninth on, by a dash as well. */
const palette = [
  first,
  'light-dark(#b8651b, #f0a35e)',
  second,
  'light-dark(#a93480, #ee90c6)',
  third,
  'light-dark(#5d7a14, #b4d455)',
  'light-dark(#5b6472, #9aa3b0)',
  'light-dark(#8c5a3c, #d0a183)',
] as const

/** A panel's answer as drawn: series, and each one's value for the whole range. */
export interface DrawnPanel {
  readonly series: readonly ChartSeries[]
  readonly overall: readonly (number | null)[]
}

/** One line per group, colored by place: the largest first. */
function groupedPanel(answer: SeriesAnswer): DrawnPanel {
  return {
    series: answer.series.map((one, index) => ({
      label: one.group === '' ? '(none)' : one.group,
      color: palette[index % palette.length] ?? first,
      style: 'line',
      values: one.points,
      ...(index >= palette.length ? { dash: [4, 3] } : {}),
    })),
    overall: answer.series.map((one) => one.overall),
  }
}

export function drawPanel(panel: MetricPanel, answer: SeriesAnswer, isGrouped: boolean): DrawnPanel {
  if (isGrouped) return groupedPanel(answer)
  const shown = answer.series.filter((one) => panel.measures.includes(one.measure))
  const drawn: DrawnPanel = {
    series: shown.map((one) => ({
      label: measureLabel(one.measure),
      color: looks[one.measure]?.color ?? first,
      style: looks[one.measure]?.style ?? 'line',
      values: one.points,
    })),
    overall: shown.map((one) => one.overall),
  }
  if (!panel.also?.includes('error_rate')) return drawn
  const errors = failedCounts(answer)
  return {
    series: [
      ...drawn.series,
      { label: 'With errors', color: 'var(--color-error-fill)', style: 'bars', values: errors },
    ],
    overall: [...drawn.overall, errors.reduce<number>((sum, count) => sum + (count ?? 0), 0)],
  }
}

/** Failed traces per bucket: the share times the count is whole but for rounding. */
export function failedCounts(answer: SeriesAnswer): readonly (number | null)[] {
  const counts = answer.series.find((one) => one.measure === 'count')?.points ?? []
  const rates = answer.series.find((one) => one.measure === 'error_rate')?.points ?? []
  return counts.map((count, index) => (count === null ? null : Math.round(count * (rates[index] ?? 0))))
}
