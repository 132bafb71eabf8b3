import { compareRuns, type RunComparisonQuery, type RunComparisonView } from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import { noPreview, previewsOf } from './list-run-rows.ts'
import { pageOf } from './page-of.ts'
import { resultsOf } from './run-results.ts'
import { viewOfRun } from './run-view.ts'
import type { RunsContext } from './runs-context.ts'
import type { RunRecord } from './store/run-records.ts'

export interface RunPair {
  readonly project: string
  readonly before: string
  readonly after: string
}

/**
 * Two runs row by row.
 *
 * @throws AppError `not_found`, `bad_request`
 */
export async function compareTwoRuns(
  context: RunsContext,
  pair: RunPair,
  query: RunComparisonQuery,
): Promise<RunComparisonView> {
  const [before, after] = await Promise.all([
    getRunRecord(context, pair.project, pair.before),
    getRunRecord(context, pair.project, pair.after),
  ])
  const [earlier, later] = await Promise.all([resultsOf(context, before), resultsOf(context, after)])
  const { rows, counts } = compareRuns(earlier.summary.rows, later.summary.rows)
  const { change } = query
  const wanted = change === undefined ? rows : rows.filter((row) => change.includes(row.change))
  const page = pageOf(wanted, query)
  const rowIds = page.items.map(({ rowId }) => rowId)
  const [old, fresh] = await Promise.all([previewsOf(context, before, rowIds), previewsOf(context, after, rowIds)])
  return {
    before: await viewOfRun(context, before),
    after: await viewOfRun(context, after),
    beforePassRate: earlier.summary.passRate,
    afterPassRate: later.summary.passRate,
    counts,
    warnings: warningsOf(before, after),
    rows: page.items.map((row) => {
      const [was, is] = [old.get(row.rowId) ?? noPreview, fresh.get(row.rowId) ?? noPreview]
      return {
        ...row,
        inputPreview: is.inputPreview === '' ? was.inputPreview : is.inputPreview,
        beforePreview: was.outputPreview,
        afterPreview: is.outputPreview,
      }
    }),
    total: wanted.length,
    nextCursor: page.nextCursor,
  }
}

function warningsOf(before: RunRecord, after: RunRecord): string[] {
  const warnings: string[] = []
  if (before.datasetName !== after.datasetName) {
    warnings.push(`The runs are of two datasets: ${before.datasetName} and ${after.datasetName}.`)
  } else if (before.datasetRevision !== after.datasetRevision) {
    warnings.push(
      `The dataset was changed between the runs (revision ${before.datasetRevision} and ${after.datasetRevision}); rows that were edited are marked.`,
    )
  }
  const versions = ({ evaluators }: RunRecord) => new Map(evaluators.map(({ name, version }) => [name, version]))
  const [old, fresh] = [versions(before), versions(after)]
  const names = [...new Set([...old.keys(), ...fresh.keys()])]
  const changed = names.filter((name) => old.get(name) !== fresh.get(name))
  if (changed.length > 0) {
    warnings.push(`The runs were not judged by the same evaluators; these differ: ${changed.toSorted().join(', ')}.`)
  }
  return warnings
}
