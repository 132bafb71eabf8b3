import { AppError, isServerTarget, runViewSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { finishRun } from './start-run.ts'
import { chooseTarget, type TargetOptions } from './target-options.ts'

export interface ResumeRequest {
  readonly runId: string
  readonly target: TargetOptions
  readonly capUsd: number | undefined
  readonly concurrency: number | undefined
}

/** Goes on with a run; what has ended is not made again. Returns the exit code. */
export async function resumeRun(context: CommandContext, request: ResumeRequest): Promise<number> {
  const path = `/api/runs/${encodeURIComponent(request.runId)}`
  const { spec } = await context.api.fetchAnswer(path, runViewSchema)
  const isOurs = !isServerTarget(spec)
  // A command that stands in a run was written by somebody: it is only run when it is given again.
  const chosen = isOurs ? await chooseTarget(request.target) : null
  if (chosen !== null && chosen.spec.type !== spec.type) {
    throw new AppError('bad_request', `The run is of a ${spec.type} target, not of a ${chosen.spec.type} target.`, {
      fix:
        spec.type === 'command' ? `Resume it with --command ${JSON.stringify(spec.command)}.` : 'Give its own target.',
    })
  }
  const body = request.capUsd === undefined ? {} : { spendingCapUsd: request.capUsd }
  const run = await context.api.fetchAnswer(`${path}/resume`, runViewSchema, { method: 'POST', body })
  const { concurrency } = request
  return await finishRun(context, run, { target: chosen?.run ?? null, concurrency, timeoutMs: chosen?.timeoutMs })
}
