import { type NewRun, type RunView, runViewSchema } from '@pawl/core'
import { type TargetFunction, workOnRun } from '@pawl/sdk'
import type { CommandContext } from '../command-context.ts'
import { formatAmount } from '../layout/format-value.ts'
import { printRun } from './print-run.ts'
import { createRunProgressLine } from './run-progress-line.ts'
import type { ChosenTarget } from './target-options.ts'
import { toAppError } from './to-app-error.ts'
import { watchRun } from './watch-run.ts'

export interface RunWork {
  /** What makes a trial here; null where the server does. */
  readonly target: TargetFunction | null
  readonly concurrency: number | undefined
  readonly timeoutMs: number | undefined
}

export interface StartRequest {
  readonly run: Omit<NewRun, 'target'>
  readonly target: ChosenTarget
  /** Returns once the server has it, where the server makes the trials. */
  readonly detach: boolean
}

/** Starts a run, shows its progress, and prints what it came to. Returns the exit code. */
export async function startRun(context: CommandContext, { run, target, detach }: StartRequest): Promise<number> {
  const { api } = context
  const body: NewRun = { ...run, target: target.spec }
  const started = await api.fetchAnswer('/api/runs', runViewSchema, { method: 'POST', body })
  const plan = `${formatAmount(started.rowCount, 'row')} × ${formatAmount(started.trialsPerRow, 'trial')}`
  context.note(`Run ${started.id}: ${plan} of ${started.datasetName}`)
  if (detach && target.run === null) {
    context.printResult(started, () => `${started.id}\n`)
    return 0
  }
  const work = { target: target.run, concurrency: run.concurrency, timeoutMs: target.timeoutMs }
  return await finishRun(context, started, work)
}

/** Makes or awaits what is left of a run. Ctrl-C cancels it; what was made stays. */
export async function finishRun(context: CommandContext, run: RunView, work: RunWork): Promise<number> {
  const interruption = context.terminal.interruption()
  if (work.target === null) await watchRun(context, run.id, interruption)
  else await workHere(context, run, { ...work, target: work.target, signal: interruption })
  const path = `/api/runs/${encodeURIComponent(run.id)}`
  if (interruption.aborted) await cancelQuietly(context, path)
  const ended = await context.api.fetchAnswer(path, runViewSchema)
  await printRun(context, ended)
  if (ended.status === 'finished') return 0
  const again = work.target === null ? '' : ', with the same target'
  context.note(`The run is ${ended.status}${ended.statusReason === '' ? '' : `: ${ended.statusReason}`}`)
  context.note(`Go on with: pawl runs resume ${run.id}${again}`)
  if (interruption.aborted) return 130
  // As a gate has it: ended by a person, it says nothing; that it could not be carried out is an error.
  return ended.status === 'cancelled' ? 3 : 5
}

async function workHere(
  context: CommandContext,
  run: RunView,
  {
    target,
    concurrency,
    timeoutMs,
    signal,
  }: RunWork & { readonly target: TargetFunction; readonly signal: AbortSignal },
): Promise<void> {
  const line = createRunProgressLine(context.terminal)
  try {
    await workOnRun(context.pawl, run, { target, concurrency, timeoutMs, signal, onProgress: line.update })
  } catch (error) {
    throw toAppError(error)
  } finally {
    line.clear()
  }
}

/** It may have ended in the same moment. */
async function cancelQuietly(context: CommandContext, path: string): Promise<void> {
  const reason = 'interrupted at the terminal'
  await context.api
    .fetchAnswer(`${path}/cancel`, runViewSchema, { method: 'POST', body: { reason } })
    .catch(() => undefined)
}
