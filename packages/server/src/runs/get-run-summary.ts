import type { RunSummaryView } from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import { resultsOf } from './run-results.ts'
import { summaryViewOf } from './run-view.ts'
import type { RunsContext } from './runs-context.ts'

/**
 * The figures of a run, as far as it is.
 *
 * @throws AppError `not_found`
 */
export async function getRunSummary(context: RunsContext, project: string, runId: string): Promise<RunSummaryView> {
  const run = await getRunRecord(context, project, runId)
  // Those of a run that is over outlive its trials.
  if (run.status === 'finished' && run.summary !== null) return run.summary
  const { summary } = await resultsOf(context, run)
  return summaryViewOf(runId, summary)
}
