import { setImmediate } from 'node:timers/promises'
import { AppError, type ResultsAnswer, type Row, type Trial, type TrialOutput, trialTraceId } from '@pawl/core'
import { type LeaseMemory, trialKey } from './active-runs.ts'
import { advanceProof } from './advance-proof.ts'
import { getRunRecord } from './get-run-record.ts'
import { joinTraces } from './join-traces.ts'
import { judgeTrial } from './judge-trial.ts'
import { leaseMs, placesOf, rowsOfLease } from './lease-trials.ts'
import type { RunsContext } from './runs-context.ts'
import { settleRun } from './settle-run.ts'
import { closeLease, extendLease, type Lease } from './store/leases.ts'
import type { RunRecord } from './store/run-records.ts'
import { insertTrials, readFinished } from './store/trials.ts'
import { trialSpan } from './trial-span.ts'

/** Trials judged at once. */
const judgedAtOnce = 16

export interface Submission {
  readonly project: string
  readonly runId: string
  readonly leaseId: string
  readonly results: readonly TrialOutput[]
}

/**
 * Judges outputs and stores the trials; resolves when they are durable. What was stored before is left out, so that
 * results may be sent again. The lease ends with its last trial.
 *
 * @throws AppError `not_found`; `bad_request` for a trial that the lease does not have; `conflict` when the lease was lost
 */
export async function submitResults(context: RunsContext, submission: Submission): Promise<ResultsAnswer> {
  const { project, runId, leaseId, results } = submission
  return await context.active.inTurn(leaseId, async () => {
    const run = await getRunRecord(context, project, runId)
    const expiresAt = new Date(context.now().getTime() + leaseMs)
    const lease = await extendLease(context.control.db, { runId, leaseId }, expiresAt)
    if (lease === undefined) return await answerLate(context, run, results)
    const memory = context.active.leaseOf(leaseId) ?? (await recallLease(context, run, lease))
    const fresh = newestByKey(results).filter((result) => !memory.stored.has(trialKey(result)))
    const trials = await keepingLease(context, { runId, leaseId }, () =>
      judgeAll(context, run, { results: fresh, memory }),
    )
    if (trials.length > 0) {
      await insertTrials(context.telemetry, project, { trials, nowMs: context.now().getTime() })
      for (const trial of trials) memory.stored.add(trialKey(trial))
      context.active.listenerOf(runId)?.onStored(trials)
      await recordTrials(context, run, { trials, rows: memory.rows })
    }
    const status = await closeIfDone(context, run, { lease, memory })
    if (run.proofId !== null && trials.length > 0) await advanceProof(context, run)
    return { trials: trials.map(judgedTrial), status }
  })
}

const renewEveryMs = 20_000

/** Judges may take longer than a lease lasts: lost meanwhile, its trials would be made twice. */
async function keepingLease<Result>(
  { control, log, now }: RunsContext,
  lease: { readonly runId: string; readonly leaseId: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const renewal = setInterval(() => {
    extendLease(control.db, lease, new Date(now().getTime() + leaseMs)).catch((error: unknown) => {
      log.warn('a lease could not be renewed', { run: lease.runId, error })
    })
  }, renewEveryMs)
  try {
    return await work()
  } finally {
    clearInterval(renewal)
  }
}

const judgedTrial = ({ rowId, trial, attempt, status, scores }: Trial) => ({ rowId, trial, attempt, status, scores })

function newestByKey(results: readonly TrialOutput[]): readonly TrialOutput[] {
  return [...new Map(results.map((result) => [trialKey(result), result])).values()]
}

async function closeIfDone(
  context: RunsContext,
  run: RunRecord,
  { lease, memory }: { readonly lease: Lease; readonly memory: LeaseMemory },
): Promise<RunRecord['status']> {
  if (memory.stored.size < lease.trials.length) return run.status === 'planned' ? 'running' : run.status
  await closeLease(context.control.db, lease.id)
  context.active.dropLease(lease.id)
  return (await settleRun(context, run)).status
}

/** After a restart, or from another server: what of the lease is stored already. */
async function recallLease(context: RunsContext, run: RunRecord, lease: Lease): Promise<LeaseMemory> {
  const rows = await rowsOfLease(context, run, lease)
  const finished = await readFinished(context.telemetry, { project: run.project, runId: run.id }, [...rows.keys()])
  const plan = await context.active.planOf(run)
  const places = placesOf(plan, lease)
  const stored = new Set(finished.map(trialKey).filter((key) => places.has(key)))
  const memory = { rows, places, stored }
  context.active.keepLease(lease.id, memory)
  return memory
}

/**
 * An answer that never arrived makes a caller send again what closed the lease: all of it is there then. Of a run that
 * was decided early, the rest is not wanted.
 */
async function answerLate(
  context: RunsContext,
  run: RunRecord,
  results: readonly TrialOutput[],
): Promise<ResultsAnswer> {
  const rowIds = results.map(({ rowId }) => rowId)
  const finished = await readFinished(context.telemetry, { project: run.project, runId: run.id }, rowIds)
  const stored = new Set(finished.map(trialKey))
  const isOver = run.status !== 'planned' && run.status !== 'running'
  if (isOver || results.every((result) => stored.has(trialKey(result)))) return { trials: [], status: run.status }
  throw new AppError('conflict', 'The lease has run out, and its trials were handed out again.', {
    where: 'leaseId',
    fix: 'Renew leases while you work on them, and lease anew now.',
  })
}

interface Batch {
  readonly results: readonly TrialOutput[]
  readonly memory: LeaseMemory
}

async function judgeAll(context: RunsContext, run: RunRecord, { results, memory }: Batch): Promise<Trial[]> {
  const work = results.map((result) => {
    const index = memory.places.get(trialKey(result))
    const row = memory.rows.get(result.rowId)
    if (index === undefined || row === undefined) throw notLeased(result)
    return { row, trial: trialOf(run, row, { result, index }) }
  })
  const joined = await joinTraces(context, run, work)
  const judged: Trial[] = []
  let next = 0
  const judgeSome = async () => {
    for (let at = next++; at < joined.length; at = next++) {
      const one = joined[at]
      if (one !== undefined) judged[at] = await judgeTrial(context, run, one)
      // Answers of targets and requests of others come in between: judging a batch in one go would hold all of them up.
      await setImmediate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(judgedAtOnce, joined.length) }, judgeSome))
  return judged
}

/**
 * Once they are stored: what was made twice must not be traced twice. Only where the target leaves spans that stand below
 * the trial: a trace of nothing but its root would say what the trial says, at the price of storing each trial twice.
 */
async function recordTrials(
  context: RunsContext,
  run: RunRecord,
  { trials, rows }: { readonly trials: readonly Trial[]; readonly rows: LeaseMemory['rows'] },
): Promise<void> {
  if (run.spec.type !== 'prompt' && !context.active.joiningOf(run).hasFound) return
  const spans = trials.flatMap((trial) => {
    const row = rows.get(trial.rowId)
    return row === undefined ? [] : [trialSpan({ trial, row, targetName: run.target.name })]
  })
  await context.models.record(run.project, spans)
}

const notLeased = ({ rowId, trial, attempt }: TrialOutput): AppError =>
  new AppError('bad_request', `The lease does not have trial ${trial} (attempt ${attempt}) of row ${rowId}.`, {
    where: 'results',
    fix: 'Send back rowId, trial and attempt as they were leased.',
  })

/** The trial as far as its target made it. */
export function trialOf(
  run: RunRecord,
  row: Row,
  { result, index }: { readonly result: TrialOutput; readonly index: number },
): Omit<Trial, 'status' | 'scores'> {
  const { attempt, usage } = result
  return {
    runId: run.id,
    rowId: row.id,
    rowRevision: row.revision,
    trial: result.trial,
    attempt,
    output: result.output,
    toolCalls: result.toolCalls ?? null,
    error: result.error,
    unrecordedToolCall: result.unrecordedToolCall,
    latencyMs: result.latencyMs,
    usage:
      usage === null ? null : { ...usage, totalTokens: usage.totalTokens ?? usage.inputTokens + usage.outputTokens },
    costUsd: result.costUsd,
    traceId: trialTraceId({ runId: run.id, index, attempt }),
    startedAt: result.startedAt,
    finishedAt: result.finishedAt,
  }
}
