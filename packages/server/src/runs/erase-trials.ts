import type { RunsContext } from './runs-context.ts'
import { eraseContent, selectTraceIds, type TrialsOf } from './store/erasures.ts'

/**
 * Takes out of trials what they say of rows that were erased, and of traces of theirs that were deleted: outputs, tool
 * calls, reasons. Status, scores and figures stay, so that runs and verdicts still add up.
 *
 * @returns the traces of these trials, which hold the same content
 */
export async function eraseTrials(
  { telemetry }: Pick<RunsContext, 'telemetry'>,
  project: string,
  of: TrialsOf,
): Promise<readonly string[]> {
  if (of.rowIds.length === 0 && of.traceIds.length === 0) return []
  const traceIds = await selectTraceIds(telemetry, project, of)
  await eraseContent(telemetry, project, of)
  return traceIds
}
