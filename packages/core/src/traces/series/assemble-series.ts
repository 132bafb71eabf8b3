import { type CheckMeasure, checkBit, checkMeasures } from '../checks/index.ts'
import type { MetricMeasure, SeriesAnswer } from '../query/metric-series.ts'
import { bucketDurationMs } from './duration-bucket.ts'

/** What was measured in one bucket of one group, or over the whole range. */
export interface SeriesCell {
  readonly count: number
  readonly errorCount: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly totalTokens: number
  readonly costNanoUsd: number
  /** Logarithmic buckets of the 50th, 95th and 99th percentile; empty where nothing lasted. */
  readonly latencyBuckets: readonly number[]
  /** Logarithmic buckets of the 50th and 95th percentile; empty where no time to first token is known. */
  readonly ttftBuckets: readonly number[]
  readonly scoreSum: number
  /** Scores with a value. */
  readonly scoreValueCount: number
  readonly passCount: number
  readonly failCount: number
  /** Scores with a label, and those with the one that is asked for. */
  readonly labelledCount: number
  readonly labelCount: number
  /** How often each of `spanChecks` is so; empty where nobody asked. */
  readonly checkCounts: readonly number[]
}

export const emptyCell: SeriesCell = {
  count: 0,
  errorCount: 0,
  inputTokens: 0,
  outputTokens: 0,
  totalTokens: 0,
  costNanoUsd: 0,
  latencyBuckets: [],
  ttftBuckets: [],
  scoreSum: 0,
  scoreValueCount: 0,
  passCount: 0,
  failCount: 0,
  labelledCount: 0,
  labelCount: 0,
  checkCounts: [],
}

/** One group of the series. */
export interface SeriesGroup {
  readonly group: string
  /** By the index of its bucket; buckets without an entry are empty. */
  readonly cells: ReadonlyMap<number, SeriesCell>
  readonly overall: SeriesCell
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

function durationMs(buckets: readonly number[], index: number): number | null {
  const bucket = buckets[index]
  return bucket === undefined ? null : bucketDurationMs(bucket)
}

const measured = {
  count: (cell) => cell.count,
  error_rate: (cell) => share(cell.errorCount, cell.count),
  latency_p50_ms: (cell) => durationMs(cell.latencyBuckets, 0),
  latency_p95_ms: (cell) => durationMs(cell.latencyBuckets, 1),
  latency_p99_ms: (cell) => durationMs(cell.latencyBuckets, 2),
  ttft_p50_ms: (cell) => durationMs(cell.ttftBuckets, 0),
  ttft_p95_ms: (cell) => durationMs(cell.ttftBuckets, 1),
  input_tokens: (cell) => cell.inputTokens,
  output_tokens: (cell) => cell.outputTokens,
  total_tokens: (cell) => cell.totalTokens,
  cost_usd: (cell) => cell.costNanoUsd / 1e9,
  score_mean: (cell) => share(cell.scoreSum, cell.scoreValueCount),
  score_pass_rate: (cell) => share(cell.passCount, cell.passCount + cell.failCount),
  label_share: (cell) => share(cell.labelCount, cell.labelledCount),
  tool_error_rate: (cell) => checkRate(cell, 'tool_error_rate'),
  empty_retrieval_rate: (cell) => checkRate(cell, 'empty_retrieval_rate'),
  schema_break_rate: (cell) => checkRate(cell, 'schema_break_rate'),
  share: (cell, all) => share(cell.count, all),
} as const satisfies Record<MetricMeasure, (cell: SeriesCell, all: number) => number | null>

function checkRate({ checkCounts }: SeriesCell, measure: CheckMeasure): number | null {
  const { asked, failed } = checkMeasures[measure]
  return share(checkCounts[checkBit(failed)] ?? 0, checkCounts[checkBit(asked)] ?? 0)
}

export interface SeriesParts {
  readonly bucketMs: number
  readonly startsMs: readonly number[]
  readonly measures: readonly MetricMeasure[]
  /** The largest first, `(other)` last. */
  readonly groups: readonly SeriesGroup[]
}

/** The answer as it is sent: sums are 0 in an empty bucket, rates and quantiles null. */
export function assembleSeries({ bucketMs, startsMs, measures, groups }: SeriesParts): SeriesAnswer {
  const counts = startsMs.map((_, index) => groups.reduce((sum, { cells }) => sum + (cells.get(index)?.count ?? 0), 0))
  const whole = counts.reduce((sum, count) => sum + count, 0)
  return {
    bucketMs,
    buckets: startsMs.map((ms) => new Date(ms).toISOString()),
    series: measures.flatMap((measure) =>
      groups.map(({ group, cells, overall }) => ({
        measure,
        group,
        points: startsMs.map((_, index) => measured[measure](cells.get(index) ?? emptyCell, counts[index] ?? 0)),
        overall: measured[measure](overall, whole),
      })),
    ),
  }
}
