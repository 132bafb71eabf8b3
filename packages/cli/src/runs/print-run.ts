import {
  type PassRate,
  type RunRow,
  type RunSummaryView,
  type RunView,
  runRowListSchema,
  runSummaryViewSchema,
} from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatAmount, formatCost, formatCount, formatDuration } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { targetText } from './target-text.ts'

const shownRows = 10

/** What a run came to: its figures, its evaluators, and the first rows that did not pass. */
export async function printRun(context: CommandContext, run: RunView): Promise<void> {
  const path = `/api/runs/${encodeURIComponent(run.id)}`
  const summary = await context.api.fetchAnswer(`${path}/summary`, runSummaryViewSchema)
  const query = { sort: 'standing', limit: shownRows, standing: notPassing }
  const { rows, total } = await context.api.fetchAnswer(`${path}/rows`, runRowListSchema, { query })
  context.printResult({ run, summary }, () => renderRun(context, { run, summary, rows, total }))
}

const notPassing = ['failing', 'flaky', 'error', 'unrecorded_tool_call', 'unknown'] as const

interface ShownRun {
  readonly run: RunView
  readonly summary: RunSummaryView
  readonly rows: readonly RunRow[]
  readonly total: number
}

function renderRun(context: CommandContext, { run, summary, rows, total }: ShownRun): string {
  const { paint, terminal } = context
  const layout = { width: terminal.columns, paint }
  const lines = [
    `${paint('cyan', run.id)}  ${run.status}  ${safeLine(targetText(run))}`,
    `${safeLine(run.datasetName)} revision ${run.datasetRevision}: ${formatAmount(run.rowCount, 'row')} × ${formatAmount(run.trialsPerRow, 'trial')}`,
    '',
    `Pass rate   ${rateText(summary.passRate)}`,
    `Trials      ${tallyText(summary)}`,
    ...passAllLines(summary),
    ...figureLines(summary),
    '',
  ]
  const evaluators = summary.evaluators.length === 0 ? '' : renderTable(summary.evaluators, evaluatorColumns, layout)
  const worst = rows.length === 0 ? '' : `\n${renderTable(rows, rowColumns, layout)}`
  const more = total > rows.length ? `${formatAmount(total - rows.length, 'further row')} did not pass.\n` : ''
  return `${lines.join('\n')}\n${evaluators}${worst}${more}`
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

export function rateText({ rate, interval, passed, failed }: PassRate): string {
  if (rate === null) return 'no trial was decided'
  const range = `${(interval.low * 100).toFixed(0)} to ${(interval.high * 100).toFixed(0)} %`
  return `${percent(rate)} (${range} with 95 % confidence; ${formatCount(passed)} of ${formatCount(passed + failed)} trials)`
}

function tallyText({ trials }: RunSummaryView): string {
  const { pass, fail, unknown, error, unrecorded_tool_call: unrecorded } = trials
  const apart = [
    [unknown, `${formatCount(unknown)} unknown`],
    [error, formatAmount(error, 'error')],
    [unrecorded, formatAmount(unrecorded, 'unrecorded tool call')],
  ] as const
  const words = apart.flatMap(([count, text]) => (count === 0 ? [] : [text]))
  return [`${formatCount(pass)} pass`, `${formatCount(fail)} fail`, ...words].join(', ')
}

function passAllLines({ passAllOf, flakeRate }: RunSummaryView): string[] {
  const last = passAllOf.at(-1)
  if (last === undefined || last.k === 1 || last.rate === null) return []
  return [`pass^${last.k}      ${percent(last.rate)}; two trials of a row disagree in ${percent(flakeRate ?? 0)}`]
}

function figureLines({ latencyMs, totalTokens, costUsd, judgeCostUsd }: RunSummaryView): string[] {
  const lines: string[] = []
  if (latencyMs.p50 !== null && latencyMs.p95 !== null) {
    lines.push(`Latency     ${formatDuration(latencyMs.p50)} median, ${formatDuration(latencyMs.p95)} p95`)
  }
  if (totalTokens.sum !== null) lines.push(`Tokens      ${formatCount(totalTokens.sum)}`)
  if (costUsd.sum !== null && costUsd.sum > 0) {
    const missing = costUsd.missing > 0 ? `, without ${formatAmount(costUsd.missing, 'trial')} of unknown price` : ''
    lines.push(`Cost        ${formatCost(costUsd.sum)}${missing}`)
  }
  if (judgeCostUsd !== undefined && judgeCostUsd > 0) lines.push(`Judging     ${formatCost(judgeCostUsd)}`)
  return lines
}

const evaluatorColumns: readonly Column<RunSummaryView['evaluators'][number]>[] = [
  { title: 'EVALUATOR', cell: ({ evaluator }) => evaluator, color: () => 'cyan' },
  { title: 'PASS', cell: ({ passRate }) => formatCount(passRate.passed), align: 'right' },
  { title: 'FAIL', cell: ({ passRate }) => formatCount(passRate.failed), align: 'right' },
  { title: 'UNKNOWN', cell: ({ passRate }) => formatCount(passRate.unknown), align: 'right', dropOrder: 2 },
  {
    title: 'RATE',
    cell: ({ passRate }) => (passRate.rate === null ? '' : percent(passRate.rate)),
    align: 'right',
    dropOrder: 1,
  },
]

const rowColumns: readonly Column<RunRow>[] = [
  { title: 'ROW', cell: ({ rowId }) => rowId, color: () => 'cyan' },
  { title: 'STANDING', cell: ({ standing }) => standing, color: () => 'red' },
  { title: 'INPUT', cell: ({ inputPreview }) => inputPreview, minWidth: 16, dropOrder: 2 },
  { title: 'OUTPUT', cell: ({ outputPreview }) => outputPreview, minWidth: 16, dropOrder: 3 },
  { title: 'WHY', cell: ({ reasonPreview }) => reasonPreview, minWidth: 20, dropOrder: 1 },
]
