import { outputOfTrace, type Row } from '@pawl/core'
import type { RunsContext } from '../runs-context.ts'
import type { RunRecord } from '../store/run-records.ts'
import { failedOutput, type Target, type TargetOutput } from './target.ts'

/** What came out at the source of each row: its trace where that is still kept, else what the row copied of it. */
export function openRecordedTarget(context: RunsContext, run: RunRecord): Target {
  return async ({ row }) => {
    const recorded = await readSource(context, run.project, row)
    const output = recorded?.output ?? row.observedOutput
    if (output === null) {
      return failedOutput('not_recorded', 'The row has no recorded output: no trace that is kept, and no copy of one')
    }
    const { messages, value, error } = output
    const figures: Partial<TargetOutput> = {
      ...(recorded?.toolCalls == null ? {} : { toolCalls: [...recorded.toolCalls] }),
      usage: usageOf(recorded?.usage ?? null),
      costUsd: recorded?.costUsd ?? null,
    }
    if (messages.length === 0 && value === undefined) {
      return failedOutput('recorded_error', error ?? 'The source of the row has no output', figures)
    }
    return { output: { messages, ...(value === undefined ? {} : { value }) }, ...figures }
  }
}

async function readSource(context: RunsContext, project: string, { source }: Row) {
  const { traceId, spanId } = source
  return traceId === undefined ? undefined : outputOfTrace(await context.readTrace(project, traceId), spanId)
}

function usageOf(
  usage: NonNullable<ReturnType<typeof outputOfTrace>>['usage'],
): NonNullable<TargetOutput['usage']> | null {
  if (usage === null || usage === undefined) return null
  const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens }
}
