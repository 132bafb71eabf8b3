import type { GateTrial, TrialStatus } from '@pawl/core'
import { type Selectable, sql } from 'kysely'
import type { ControlSchema } from '../../platform/control/index.ts'
import type { GateDb } from '../gate-deps.ts'
import type { Stream } from '../streams.ts'

/** A trial by what it is a trial of, whichever gate asked for it. */
export interface StoredTrial extends Stream, Omit<GateTrial, 'use' | 'rowId'> {
  /** Of the gate that made it. */
  readonly subjectKey: string
}

export interface NumberedTrial extends StoredTrial {
  readonly id: number
}

const isDecided = (status: TrialStatus): boolean => status === 'pass' || status === 'fail'

/** @returns the ids of those that were not there; another gate may have had the same trial made meanwhile */
export async function insertTrials(
  db: GateDb,
  { project, at }: { readonly project: string; readonly at: Date },
  trials: readonly StoredTrial[],
): Promise<readonly (number | null)[]> {
  if (trials.length === 0) return []
  const column = <Value>(of: (trial: StoredTrial) => Value): readonly Value[] => trials.map(of)
  const { rows } = await sql<{ id: string; place: string }>`with given as (
      select * from unnest(${column((trial) => trial.target)}::text[], ${column((trial) => trial.use)}::text[],
        ${column((trial) => trial.rowId)}::text[], ${column((trial) => trial.test)}::text[],
        ${column((trial) => trial.subjectKey)}::text[], ${column((trial) => trial.trial)}::int[],
        ${column((trial) => trial.attempt)}::int[], ${column((trial) => trial.status)}::text[],
        ${column((trial) => JSON.stringify(trial.scores))}::text[], ${column((trial) => trial.latencyMs)}::float8[],
        ${column((trial) => trial.totalTokens)}::float8[], ${column((trial) => trial.costUsd)}::float8[],
        ${column((trial) => trial.responseModel)}::text[], ${column((trial) => trial.runId)}::text[],
        ${column((trial) => trial.traceId)}::text[])
      with ordinality as given (target, use, row_id, test, subject_key, trial, attempt, status, scores, latency_ms,
        total_tokens, cost_usd, response_model, run_id, trace_id, place)),
    stored as (
      insert into gate_trials (project, target, use, row_id, test, subject_key, trial, attempt, status, scores, latency_ms,
        total_tokens, cost_usd, response_model, run_id, trace_id, made_at)
      select ${project}::text, target, use, row_id, test, subject_key, trial, attempt, status, scores, latency_ms, total_tokens,
        cost_usd, response_model, run_id, trace_id, ${at}::timestamptz
      from given order by place on conflict do nothing
      returning id, target, use, row_id, test, subject_key, trial, attempt)
    select stored.id, given.place from stored
      join given using (target, use, row_id, test, subject_key, trial, attempt)`.execute(db)
  const ids = new Map(rows.map(({ id, place }) => [Number(place) - 1, Number(id)]))
  return trials.map((_, at) => ids.get(at) ?? null)
}

/** The trial that stands in place of one that was made twice; undefined when there is none. */
export async function selectTrial(
  db: GateDb,
  project: string,
  { target, use, rowId, test, trial, attempt, status, subjectKey }: StoredTrial,
): Promise<NumberedTrial | undefined> {
  let query = db
    .selectFrom('gate_trials')
    .selectAll()
    .where('project', '=', project)
    .where('target', '=', target)
    .where('use', '=', use)
    .where('row_id', '=', rowId)
    .where('test', '=', test)
    .where('trial', '=', trial)
  query = isDecided(status)
    ? query.where('status', 'in', ['pass', 'fail'])
    : query.where('subject_key', '=', subjectKey).where('attempt', '=', attempt)
  const row = await query.executeTakeFirst()
  return row === undefined ? undefined : toTrial(row)
}

const readAtOnce = 5000

/** All trials of some versions, some thousand at a time. */
export async function* readTrials(
  db: GateDb,
  { project, targets }: { readonly project: string; readonly targets: readonly string[] },
): AsyncIterable<readonly NumberedTrial[]> {
  for (const target of targets) {
    for (let after = 0; ; ) {
      const rows = await db
        .selectFrom('gate_trials')
        .selectAll()
        .where('project', '=', project)
        .where('target', '=', target)
        .where('id', '>', after)
        .orderBy('id')
        .limit(readAtOnce)
        .execute()
      if (rows.length > 0) yield rows.map(toTrial)
      after = Number(rows.at(-1)?.id ?? 0)
      if (rows.length < readAtOnce) break
    }
  }
}

/** These trials, those that are still there. */
export async function readTrialsById(db: GateDb, project: string, ids: readonly number[]): Promise<NumberedTrial[]> {
  const found: NumberedTrial[] = []
  for (let from = 0; from < ids.length; from += readAtOnce) {
    const part = ids.slice(from, from + readAtOnce)
    const { rows } = await sql<TrialRow>`select * from gate_trials
      where project = ${project} and id = any(${part}::bigint[]) order by id`.execute(db)
    found.push(...rows.map(toTrial))
  }
  return found
}

export interface RowOutcomeCount {
  readonly rowId: string
  readonly test: string
  readonly passed: number
  readonly failed: number
}

/** What each row did in the row tests of a version. */
export async function countRowOutcomes(
  db: GateDb,
  { project, target }: { readonly project: string; readonly target: string },
): Promise<readonly RowOutcomeCount[]> {
  const { rows } = await sql<RowOutcomeCount>`select row_id as "rowId", test,
      (count(*) filter (where status = 'pass'))::int as passed, (count(*) filter (where status = 'fail'))::int as failed
    from gate_trials where project = ${project} and target = ${target} and use = 'row' and status in ('pass', 'fail')
    group by row_id, test`.execute(db)
  return rows
}

type TrialRow = Selectable<ControlSchema['gate_trials']>

const toTrial = (row: TrialRow): NumberedTrial => ({
  // The drivers give a bigint as text.
  id: Number(row.id),
  target: row.target,
  use: row.use,
  rowId: row.row_id,
  test: row.test,
  subjectKey: row.subject_key,
  trial: row.trial,
  attempt: row.attempt,
  status: row.status,
  scores: JSON.parse(row.scores) as GateTrial['scores'],
  latencyMs: row.latency_ms,
  totalTokens: row.total_tokens,
  costUsd: row.cost_usd,
  responseModel: row.response_model,
  runId: row.run_id,
  traceId: row.trace_id,
})
