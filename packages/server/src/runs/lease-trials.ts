import { randomUUID } from 'node:crypto'
import { AppError, type LeaseAnswer, type LeasedTrial, planRange, planTrials, type Row, trialTraceId } from '@pawl/core'
import { trialKey } from './active-runs.ts'
import { getRunRecord } from './get-run-record.ts'
import type { RunsContext } from './runs-context.ts'
import { settleRun } from './settle-run.ts'
import {
  closeLease,
  countLeases,
  expireLeases,
  type Lease,
  type LeasedPlace,
  type LeaseTerms,
  type LostPlace,
  leaseNext,
  narrowLease,
  takeOverExpired,
  takeOverOffers,
} from './store/leases.ts'
import type { RunRecord } from './store/run-records.ts'
import { readFinished } from './store/trials.ts'
import { traceparentOf } from './trial-span.ts'

/** How long a lease lasts without a sign of its worker. */
export const leaseMs = 60_000
const retryAfterMs = 1_000
/** A gate asks for its next trials as soon as others have ended. */
const gateRetryAfterMs = 100

export interface LeaseWish {
  readonly project: string
  readonly runId: string
  readonly worker: string
  readonly max: number
}

/**
 * Hands out trials that nobody works on: first what was never leased, then what was leased and never came back, as the
 * next attempt under the same number. Nobody else gets them until the lease has run out.
 *
 * @throws AppError `not_found`
 */
export async function leaseTrials(context: RunsContext, wish: LeaseWish): Promise<LeaseAnswer> {
  const run = await getRunRecord(context, wish.project, wish.runId)
  if (run.status !== 'planned' && run.status !== 'running') return nothing(run, 0)
  const terms: LeaseTerms = {
    runId: run.id,
    leaseId: randomUUID(),
    worker: wish.worker,
    max: wish.max,
    expiresAt: new Date(context.now().getTime() + leaseMs),
  }
  const lease = (await leaseNext(context.control.db, terms)) ?? (await leaseAgain(context, run, terms))
  if (lease !== undefined) {
    context.active.listenerOf(run.id)?.onLeased()
    return await answerOf(context, run, { lease, expiresAt: terms.expiresAt })
  }
  if (run.gate !== null) return nothing(run, gateRetryAfterMs)
  const settled = await settleRun(context, run)
  return nothing(settled, settled.status === 'running' ? retryAfterMs : 0)
}

const nothing = (run: RunRecord, waitMs: number): LeaseAnswer => ({
  leaseId: null,
  trials: [],
  expiresAt: null,
  status: run.status,
  retryAfterMs: waitMs,
})

async function leaseAgain(context: RunsContext, run: RunRecord, terms: LeaseTerms): Promise<Lease | undefined> {
  const { db } = context.control
  for (;;) {
    const now = context.now()
    const { nextExpiry } = await countLeases(db, run.id, now)
    if (nextExpiry === null || nextExpiry > now) return undefined
    const lost = await (run.gate === null ? takeOverExpired : takeOverOffers)(db, terms, now)
    if (lost === undefined) return undefined
    const trials = await planAgain(context, run, lost)
    if (trials.length === 0) {
      await closeLease(db, lost.id)
      continue
    }
    const lease = { ...lost, trials: trials.slice(0, terms.max) }
    const rest = trials.slice(terms.max)
    await narrowLease(
      db,
      lease,
      rest.length === 0 ? undefined : { id: randomUUID(), trials: rest.map(beforeAttempt), expiresAt: now },
    )
    return lease
  }
}

/** A rest that was not handed out now has not been tried once more. */
const beforeAttempt = ({ place, attempt }: LeasedPlace): LeasedPlace => ({ place, attempt: attempt - 1 })

/** What of a lost lease has still to be made, by the decision of core. */
async function planAgain(
  context: RunsContext,
  run: RunRecord,
  lost: Lease<LostPlace>,
): Promise<readonly LeasedPlace[]> {
  const plan = await context.active.planOf(run)
  const lostTrials = lost.trials.map((trial) => ({ ...namesOf(plan, trial.place), ...trial }))
  const offers = new Map(
    lostTrials.flatMap((trial) => (trial.isOffered ? [[nameOf(trial), trial.attempt] as const] : [])),
  )
  const rowIds = [...new Set(lostTrials.map(({ rowId }) => rowId))]
  const finished = await readFinished(context.telemetry, { project: run.project, runId: run.id }, rowIds)
  const planned = planTrials({
    rowIds,
    trialsPerRow: Math.max(...lostTrials.map(({ trial }) => trial)),
    attempts: [
      ...lostTrials.map((trial) => ({ ...trial, isFinished: false })),
      ...finished.map((trial) => ({ ...trial, isFinished: trial.attempt > (offers.get(nameOf(trial)) ?? 0) })),
    ],
  })
  const attempts = new Map(planned.map((trial) => [nameOf(trial), trial.attempt]))
  return lostTrials.flatMap((lostTrial) => {
    const attempt = attempts.get(nameOf(lostTrial))
    return attempt === undefined ? [] : [{ place: lostTrial.place, attempt }]
  })
}

interface TrialName {
  readonly rowId: string
  readonly trial: number
}

const nameOf = ({ rowId, trial }: TrialName): string => `${trial}:${rowId}`

function namesOf(plan: readonly string[], place: number): TrialName {
  const [planned] = planRange({ rowIds: plan, trialsPerRow: Number.MAX_SAFE_INTEGER, from: place, to: place + 1 })
  if (planned === undefined) throw new AppError('internal', 'a lease names a trial that the plan does not have')
  return { rowId: planned.rowId, trial: planned.trial }
}

async function answerOf(
  context: RunsContext,
  run: RunRecord,
  { lease, expiresAt }: { readonly lease: Lease; readonly expiresAt: Date },
): Promise<LeaseAnswer> {
  try {
    const rows = await rowsOfLease(context, run, lease)
    const plan = await context.active.planOf(run)
    context.active.keepLease(lease.id, { rows, places: placesOf(plan, lease), stored: new Set() })
    const trials = lease.trials.map((place) => leasedTrial(run, place, { ...namesOf(plan, place.place), rows }))
    return { leaseId: lease.id, trials, expiresAt: expiresAt.toISOString(), status: 'running', retryAfterMs: 0 }
  } catch (error) {
    await expireLeases(context.control.db, { leaseId: lease.id }, context.now())
    throw error
  }
}

/** The rows of a lease as the run's revision of the dataset has them. */
export async function rowsOfLease(
  context: RunsContext,
  run: RunRecord,
  lease: Pick<Lease, 'trials'>,
): Promise<ReadonlyMap<string, Row>> {
  const plan = await context.active.planOf(run)
  const rowIds = [...new Set(lease.trials.map(({ place }) => namesOf(plan, place).rowId))]
  const { rows } = await context.datasets.rows(run.project, run.datasetId, { revision: run.datasetRevision, rowIds })
  return new Map(rows.map((row) => [row.id, row]))
}

export function leasedTrial(
  run: RunRecord,
  { place, attempt }: LeasedPlace,
  of: { readonly rowId: string; readonly trial: number; readonly rows: ReadonlyMap<string, Row> },
): LeasedTrial {
  const row = of.rows.get(of.rowId)
  if (row === undefined) throw new AppError('not_found', `The row ${of.rowId} of the run is gone.`)
  return {
    rowId: row.id,
    rowRevision: row.revision,
    trial: of.trial,
    attempt,
    traceparent: traceparentOf(trialTraceId({ runId: run.id, index: place, attempt })),
    input: row.input,
    context: row.context,
  }
}

/** Where the trials of a lease stand in the plan, by `trialKey`. */
export function placesOf(plan: readonly string[], { trials }: Pick<Lease, 'trials'>): ReadonlyMap<string, number> {
  return new Map(trials.map(({ place, attempt }) => [trialKey({ ...namesOf(plan, place), attempt }), place]))
}
