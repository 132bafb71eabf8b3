import { AppError } from '@pawl/core'
import type { RunsContext } from '../runs-context.ts'
import type { RunRecord } from '../store/run-records.ts'
import { failedOutput, type Target } from './target.ts'

/** What came out at the source of each row: its trace where that is still kept, else what the row copied of it. */
export function openRecordedTarget(context: RunsContext, run: RunRecord): Target {
  return async ({ row }) => {
    const recorded = await readOrUndefined(context, run.project, row)
    if (recorded !== undefined) return recorded
    const { observedOutput } = row
    if (observedOutput === null) {
      return failedOutput(
        'not_recorded',
        'The row has no recorded output: neither a trace that is kept nor a copy of it',
      )
    }
    const { messages, value, error } = observedOutput
    if (messages.length === 0 && value === undefined) {
      return failedOutput('recorded_error', error ?? 'The source of the row has no output')
    }
    return { output: { messages, ...(value === undefined ? {} : { value }) } }
  }
}

async function readOrUndefined(context: RunsContext, project: string, { source }: Parameters<Target>[0]['row']) {
  const { traceId, spanId } = source
  if (traceId === undefined) return undefined
  try {
    return await context.recordedOutput(project, { traceId, spanId })
  } catch (error) {
    if (AppError.isInstance(error) && error.code === 'not_found') return undefined
    throw error
  }
}
