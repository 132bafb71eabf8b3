import { type ComparedRow, type RunChange, runChanges, runComparisonViewSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatAmount } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { rateText } from './print-run.ts'
import { targetText } from './target-text.ts'

export interface ComparisonRequest {
  readonly before: string
  readonly after: string
  readonly changes: readonly RunChange[] | undefined
  readonly limit: number
}

/** Changes that a reader looks for first. */
const noteworthy: readonly RunChange[] = ['regressed', 'fixed', 'flaky', 'still_failing', 'undecided', 'missing']

export async function compareRuns(context: CommandContext, request: ComparisonRequest): Promise<void> {
  const path = `/api/runs/${encodeURIComponent(request.before)}/compare/${encodeURIComponent(request.after)}`
  const query = { change: request.changes ?? noteworthy, limit: request.limit }
  const comparison = await context.api.fetchAnswer(path, runComparisonViewSchema, { query })
  const { before, after, counts, rows, warnings, total } = comparison
  context.printResult(comparison, () => {
    const tally = runChanges
      .filter((change) => counts[change] > 0)
      .map((change) => `${counts[change]} ${change.replace('_', ' ')}`)
    const lines = [
      `Before  ${before.id}  ${safeLine(targetText(before))}  ${rateText(comparison.beforePassRate)}`,
      `After   ${after.id}  ${safeLine(targetText(after))}  ${rateText(comparison.afterPassRate)}`,
      `Rows    ${tally.length === 0 ? 'none' : tally.join(', ')}`,
      ...warnings.map((warning) => `Mind    ${safeLine(warning)}`),
    ]
    const layout = { width: context.terminal.columns, paint: context.paint }
    const table = rows.length === 0 ? '' : `\n${renderTable(rows, columns, layout)}`
    const more = total > rows.length ? `${formatAmount(total - rows.length, 'further row')}: add --limit.\n` : ''
    return `${lines.join('\n')}\n${table}${more}`
  })
}

const rateCell = (rate: number | null): string => (rate === null ? '' : `${(rate * 100).toFixed(0)} %`)

const columns: readonly Column<ComparedRow>[] = [
  { title: 'ROW', cell: ({ rowId }) => rowId, color: () => 'cyan' },
  {
    title: 'CHANGE',
    cell: ({ change, isEdited }) => `${change.replace('_', ' ')}${isEdited ? ' (edited)' : ''}`,
    color: ({ change }) => (change === 'regressed' ? 'red' : change === 'fixed' ? 'green' : undefined),
  },
  { title: 'BEFORE', cell: ({ beforeRate }) => rateCell(beforeRate), align: 'right' },
  { title: 'AFTER', cell: ({ afterRate }) => rateCell(afterRate), align: 'right' },
  { title: 'INPUT', cell: ({ inputPreview }) => inputPreview, minWidth: 16, dropOrder: 3 },
  { title: 'OUTPUT BEFORE', cell: ({ beforePreview }) => beforePreview, minWidth: 16, dropOrder: 2 },
  { title: 'OUTPUT AFTER', cell: ({ afterPreview }) => afterPreview, minWidth: 16, dropOrder: 1 },
]
