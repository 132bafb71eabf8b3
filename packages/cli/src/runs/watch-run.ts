import { type RunProgress, runProgressSchema } from '@pawl/core'
import { readServerEvents } from '../api/server-events.ts'
import type { CommandContext } from '../command-context.ts'
import { createRunProgressLine } from './run-progress-line.ts'

/** Shows how far a run is until it is over, or the signal aborts. Returns the last that was heard of it. */
export async function watchRun(
  context: CommandContext,
  runId: string,
  signal: AbortSignal,
): Promise<RunProgress | undefined> {
  const line = createRunProgressLine(context.terminal)
  let last: RunProgress | undefined
  try {
    const response = await context.api.open(`/api/runs/${encodeURIComponent(runId)}/events`, { signal })
    if (response.body === null) return last
    for await (const { event, data } of readServerEvents(response.body)) {
      if (event === 'ping') continue
      last = runProgressSchema.parse(JSON.parse(data))
      line.update(last)
      if (event === 'end') break
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    line.clear()
  }
  return last
}
