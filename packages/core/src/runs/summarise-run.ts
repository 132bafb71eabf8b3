import { flakeRate, type PassRate, passAllOf, passRate, type RowOutcomes } from '../evaluators/index.ts'
import { lastAttempts } from './plan-trials.ts'
import { type Trial, type TrialStatus, trialStatuses } from './run-answers.ts'
import { type FigureSummary, summariseFigure } from './summarise-figures.ts'

/** What of a trial counts in a summary. */
export type TrialLine = Pick<
  Trial,
  | 'rowId'
  | 'rowRevision'
  | 'trial'
  | 'attempt'
  | 'status'
  | 'scores'
  | 'latencyMs'
  | 'usage'
  | 'costUsd'
  | 'judgeCostUsd'
>

/**
 * Where a row stands by its decided trials: all passed, all failed, or both came up. Without any decided trial, why:
 * `unrecorded_tool_call`, `unknown` (no evaluator could tell), `error`, or `missing` (no trial at all).
 */
export const rowStandings = [
  'passing',
  'flaky',
  'failing',
  'unrecorded_tool_call',
  'unknown',
  'error',
  'missing',
] as const
export type RowStanding = (typeof rowStandings)[number]

export type TrialCounts = Readonly<Record<TrialStatus, number>>

export interface RowResult {
  readonly rowId: string
  readonly rowRevision: number
  readonly standing: RowStanding
  readonly trials: TrialCounts
  /** How likely two of its trials disagree; null with fewer than two decided ones. */
  readonly flakeRate: number | null
}

export interface RunSummary {
  readonly rows: readonly RowResult[]
  readonly standings: Readonly<Record<RowStanding, number>>
  readonly trials: TrialCounts
  readonly passRate: PassRate
  /** For k = 1, 2, … up to the most decided trials that a row has: how likely k trials of one row all pass. */
  readonly passAllOf: readonly { readonly k: number; readonly rate: number | null; readonly rowCount: number }[]
  /** Mean over the rows with at least two decided trials; null when there is none. */
  readonly flakeRate: number | null
  readonly evaluators: readonly EvaluatorSummary[]
  readonly latencyMs: FigureSummary
  readonly totalTokens: FigureSummary
  /** Of the target alone: what two prompts are compared by. */
  readonly costUsd: FigureSummary
  /** What judging cost in all; left out where no model judged. */
  readonly judgeCostUsd?: number
}

export interface EvaluatorSummary {
  readonly evaluator: string
  readonly evaluatorVersion: string
  readonly passRate: PassRate
}

/** More than this many repeats of a row say nothing new about how it holds up. */
const maxK = 10

/** Everything a run's page says in figures. A trial that was tried several times counts once, by its last attempt. */
export function summariseRun(lines: readonly TrialLine[]): RunSummary {
  const trials = lastAttempts(lines)
  const rows = summariseRows(trials)
  const outcomes = rows.map(({ trials: counts }) => outcomesOf(counts))
  const flakes = rows.flatMap((row) => (row.flakeRate === null ? [] : [row.flakeRate]))
  const mostDecided = outcomes.reduce((most, row) => Math.max(most, row.passed + row.failed), 0)
  const ks = Array.from({ length: Math.min(mostDecided, maxK) }, (_, index) => index + 1)
  const standings = Object.fromEntries(rowStandings.map((standing) => [standing, 0])) as Record<RowStanding, number>
  for (const { standing } of rows) standings[standing]++
  const judged = trials.flatMap(({ judgeCostUsd }) => (judgeCostUsd === undefined ? [] : [judgeCostUsd]))
  return {
    rows,
    standings,
    trials: countTrials(trials),
    passRate: passRate(outcomes),
    passAllOf: ks.map((k) => ({ k, ...passAllOf(outcomes, k) })),
    flakeRate: flakes.length === 0 ? null : flakes.reduce((sum, rate) => sum + rate, 0) / flakes.length,
    evaluators: summariseEvaluators(trials),
    latencyMs: summariseFigure(trials.map(({ latencyMs }) => latencyMs)),
    totalTokens: summariseFigure(trials.map(({ usage }) => usage?.totalTokens ?? null)),
    costUsd: summariseFigure(trials.map(({ costUsd }) => costUsd)),
    ...(judged.length === 0 ? {} : { judgeCostUsd: judged.reduce((sum, cost) => sum + cost, 0) }),
  }
}

function summariseRows(trials: readonly TrialLine[]): readonly RowResult[] {
  return [...groupBy(trials, ({ rowId }) => rowId)].map(([rowId, group]) => {
    const counts = countTrials(group)
    const rowRevision = group.reduce((latest, trial) => Math.max(latest, trial.rowRevision), 0)
    return {
      rowId,
      rowRevision,
      standing: standingOf(counts),
      trials: counts,
      flakeRate: flakeRate(outcomesOf(counts)),
    }
  })
}

/** Where a row with these trials stands. */
export function standingOf(counts: TrialCounts): RowStanding {
  if (counts.pass > 0) return counts.fail > 0 ? 'flaky' : 'passing'
  if (counts.fail > 0) return 'failing'
  return (['unrecorded_tool_call', 'unknown', 'error'] as const).find((status) => counts[status] > 0) ?? 'missing'
}

function summariseEvaluators(trials: readonly TrialLine[]): readonly EvaluatorSummary[] {
  const judged = trials.flatMap(({ rowId, scores }) => scores.map((score) => ({ rowId, ...score })))
  const groups = groupBy(judged, ({ evaluator, evaluatorVersion }) => JSON.stringify([evaluator, evaluatorVersion]))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const rows = [...groupBy(group, ({ rowId }) => rowId).values()].map((scores): RowOutcomes => {
      const count = (wanted: string) => scores.filter(({ outcome }) => outcome === wanted).length
      return { passed: count('pass'), failed: count('fail'), unknown: count('unknown') }
    })
    return [{ evaluator: first.evaluator, evaluatorVersion: first.evaluatorVersion, passRate: passRate(rows) }]
  })
}

const countTrials = (trials: readonly Pick<TrialLine, 'status'>[]): TrialCounts =>
  countStatuses(trials.map(({ status }) => status))

/** How many trials came to what. */
export function countStatuses(statuses: readonly TrialStatus[]): TrialCounts {
  const counts = Object.fromEntries(trialStatuses.map((status) => [status, 0])) as Record<TrialStatus, number>
  for (const status of statuses) counts[status]++
  return counts
}

/** Errors and calls without a recording are apart: they are not even an unknown outcome. */
function outcomesOf({ pass, fail, unknown }: TrialCounts): RowOutcomes {
  return { passed: pass, failed: fail, unknown }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
