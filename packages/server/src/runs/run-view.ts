import {
  passRate,
  type RunProgress,
  type RunSummary,
  type RunSummaryView,
  type RunView,
  type TargetSpec,
  type TrialCounts,
  trialStatuses,
} from '@pawl/core'
import type { RunsContext } from './runs-context.ts'
import type { RunRecord } from './store/run-records.ts'
import { readProgress } from './store/trials.ts'

/** The rate is that of the last ten seconds. */
const paceWindowMs = 10_000

export async function viewOfRun(context: RunsContext, run: RunRecord): Promise<RunView> {
  return { ...basicsOf(run), progress: await progressOf(context, run) }
}

function basicsOf(run: RunRecord): Omit<RunView, 'progress'> {
  return {
    id: run.id,
    target: run.target,
    spec: withoutSecrets(run.spec),
    datasetName: run.datasetName,
    datasetRevision: run.datasetRevision,
    evaluators: run.evaluators.map(({ name, version }) => ({ name, version })),
    useRowEvaluators: run.useRowEvaluators,
    rowCount: run.rowCount,
    trialsPerRow: run.trialsPerRow,
    concurrency: run.concurrency,
    seed: run.seed,
    spendingCapUsd: run.spendingCapUsd,
    note: run.note,
    status: run.status,
    statusReason: run.statusReason,
    proofId: run.proofId,
    ...(run.gate === null ? {} : { gateId: run.gate.id }),
    startedBy: run.startedBy,
    createdAt: run.createdAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  }
}

const onlyNamesSecret = /^(?:[a-z]{1,10} )?\$\{secrets\.[A-Z0-9_]+\}$/i

function withoutSecrets(spec: TargetSpec): TargetSpec {
  if (spec.type !== 'http') return spec
  const shown = Object.entries(spec.headers).map(([name, value]) => [name, onlyNamesSecret.test(value) ? value : '***'])
  return { ...spec, headers: Object.fromEntries(shown) }
}

export async function progressOf(context: RunsContext, run: RunRecord): Promise<RunProgress> {
  const { status, statusReason } = run
  const isOver = status === 'finished' || status === 'cancelled' || status === 'failed'
  const known = isOver && run.summary !== null ? tallyOfSummary(run.summary) : await readTally(context, run)
  const finished = Object.values(known.counts).reduce((sum, count) => sum + count, 0)
  // Nobody knows how many trials a gate asks for until it has its verdict.
  const total = run.gate === null ? run.rowCount * run.trialsPerRow : finished
  const trialsPerS = isOver ? null : known.trialsPerS
  return {
    status,
    statusReason,
    total,
    finished,
    inFlight: isOver || run.gate !== null ? 0 : Math.max(0, run.nextPlace - finished),
    counts: known.counts,
    passRate: passRate([{ passed: known.counts.pass, failed: known.counts.fail, unknown: 0 }]).rate,
    costUsd: known.costUsd,
    trialsPerS,
    secondsLeft: trialsPerS === null || trialsPerS === 0 || run.gate !== null ? null : (total - finished) / trialsPerS,
  }
}

interface Tally {
  readonly counts: TrialCounts
  readonly costUsd: number | null
  readonly trialsPerS: number | null
}

const tallyOfSummary = ({ trials, costUsd, judgeCostUsd }: RunSummaryView): Tally => ({
  counts: trials,
  costUsd: judgeCostUsd === undefined ? costUsd.sum : (costUsd.sum ?? 0) + judgeCostUsd,
  trialsPerS: null,
})

async function readTally(context: RunsContext, run: RunRecord): Promise<Tally> {
  const nowMs = context.now().getTime()
  const windowMs = Math.min(paceWindowMs, Math.max(1000, nowMs - run.createdAt.getTime()))
  const rows = await readProgress(context.telemetry, { project: run.project, runId: run.id }, nowMs - windowMs)
  const counts = Object.fromEntries(trialStatuses.map((status) => [status, 0])) as Record<keyof TrialCounts, number>
  for (const { status, count } of rows) counts[status] = count
  const priced = rows.reduce((sum, { costCount }) => sum + costCount, 0)
  const recent = rows.reduce((sum, row) => sum + row.recent, 0)
  return {
    counts,
    costUsd: priced === 0 ? null : rows.reduce((sum, { costNusd }) => sum + costNusd, 0) / 1e9,
    trialsPerS: recent === 0 ? null : recent / (windowMs / 1000),
  }
}

export function summaryViewOf(runId: string, { rows: _rows, ...figures }: RunSummary): RunSummaryView {
  return {
    runId,
    ...figures,
    passAllOf: [...figures.passAllOf],
    evaluators: [...figures.evaluators],
  }
}
