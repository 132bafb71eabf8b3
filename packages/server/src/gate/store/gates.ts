import {
  type AuditHead,
  type GateEvidence,
  type GateStatus,
  type GateSubject,
  type GateVerdict,
  gateSubjectSchema,
  gateVerdictSchema,
  type Release,
  type Verdict,
} from '@pawl/core'
import { type Selectable, sql } from 'kysely'
import type { ControlSchema, ControlTransaction } from '../../platform/control/index.ts'
import type { ExternalSpec, GateDb } from '../gate-deps.ts'

/** A gate without its large parts. */
export interface GateRecord {
  readonly id: string
  readonly project: string
  readonly environment: string
  readonly release: Release
  readonly external: ExternalSpec | null
  readonly baseline: Release | null
  readonly baselineExternal: ExternalSpec | null
  readonly unusedDatasets: readonly string[]
  readonly subjectKey: string
  readonly policyVersion: string
  readonly starts: number
  /** Null until its trials begin, as are the two after it. */
  readonly startedWith: GateEvidence['startedWith'] | null
  readonly alsoSpent: GateEvidence['alsoSpent'] | null
  readonly unfitEvaluators: readonly string[] | null
  readonly concurrency: number
  readonly note: string
  readonly status: GateStatus
  readonly statusReason: string
  readonly verdict: Verdict
  readonly reason: string
  readonly isUnprotected: boolean
  readonly trials: number
  readonly costUsd: number | null
  readonly evidenceHash: string | null
  readonly cited: string | null
  readonly auditHead: AuditHead | null
  readonly startedBy: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export type NewGateRecord = Pick<
  GateRecord,
  | 'id'
  | 'project'
  | 'environment'
  | 'release'
  | 'external'
  | 'baseline'
  | 'baselineExternal'
  | 'unusedDatasets'
  | 'subjectKey'
  | 'policyVersion'
  | 'concurrency'
  | 'note'
  | 'startedBy'
  | 'createdAt'
> & { readonly subject: GateSubject; readonly status: 'waiting' | 'running' }

/**
 * Counts how often the same gate was started before.
 * @throws a unique violation when the same gate is under way
 */
export async function insertGate(transaction: ControlTransaction, gate: NewGateRecord): Promise<void> {
  const { starts } = await transaction
    .selectFrom('gates')
    .select(sql<number>`coalesce(max(starts), 0) + 1`.as('starts'))
    .where('project', '=', gate.project)
    .where('subject_key', '=', gate.subjectKey)
    .executeTakeFirstOrThrow()
  await transaction
    .insertInto('gates')
    .values({
      id: gate.id,
      project: gate.project,
      environment: gate.environment,
      release: JSON.stringify(gate.release),
      release_id: gate.release.id,
      external: jsonOrNull(gate.external),
      baseline: jsonOrNull(gate.baseline),
      baseline_external: jsonOrNull(gate.baselineExternal),
      unused_datasets: JSON.stringify(gate.unusedDatasets),
      subject: JSON.stringify(gate.subject),
      subject_key: gate.subjectKey,
      policy_version: gate.policyVersion,
      starts,
      started_with: null,
      also_spent: null,
      unfit_evaluators: null,
      concurrency: gate.concurrency,
      note: gate.note,
      status: gate.status,
      cost_usd: null,
      decision: null,
      evidence_hash: null,
      cited: null,
      audit_head: null,
      claimed_by: null,
      claimed_until: null,
      started_by: gate.startedBy,
      created_at: gate.createdAt,
      finished_at: null,
    })
    .execute()
}

const columns = [
  'id',
  'project',
  'environment',
  'release',
  'external',
  'baseline',
  'baseline_external',
  'unused_datasets',
  'subject_key',
  'policy_version',
  'starts',
  'started_with',
  'also_spent',
  'unfit_evaluators',
  'concurrency',
  'note',
  'status',
  'status_reason',
  'verdict',
  'reason',
  'is_unprotected',
  'trials',
  'cost_usd',
  'evidence_hash',
  'cited',
  'audit_head',
  'started_by',
  'created_at',
  'finished_at',
] as const

export async function selectGate(db: GateDb, project: string, id: string): Promise<GateRecord | undefined> {
  const row = await db
    .selectFrom('gates')
    .select(columns)
    .where('project', '=', project)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : toRecord(row)
}

export interface GateFilter {
  readonly project: string
  readonly environment?: string | undefined
  readonly releaseId?: string | undefined
  readonly statuses?: readonly GateStatus[] | undefined
  /** The last one of the page before. */
  readonly after?: { readonly createdAtMs: number; readonly id: string } | undefined
  readonly limit: number
}

/** Newest first. */
export async function selectGates(db: GateDb, filter: GateFilter): Promise<GateRecord[]> {
  let query = db.selectFrom('gates').select(columns).where('project', '=', filter.project)
  if (filter.environment !== undefined) query = query.where('environment', '=', filter.environment)
  if (filter.releaseId !== undefined) query = query.where('release_id', '=', filter.releaseId)
  if (filter.statuses !== undefined) query = query.where('status', 'in', [...filter.statuses])
  if (filter.after !== undefined) {
    const { createdAtMs, id } = filter.after
    query = query.where(sql<boolean>`(created_at, id) < (${new Date(createdAtMs)}::timestamptz, ${id}::text)`)
  }
  return (await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(filter.limit).execute()).map(toRecord)
}

/** Gates of all projects. */
export async function countGates(
  db: GateDb,
): Promise<readonly { readonly status: GateStatus; readonly count: number }[]> {
  const counted = await db
    .selectFrom('gates')
    .groupBy('status')
    .select((eb) => ['status' as const, eb.fn.countAll<string>().as('count')])
    .execute()
  return counted.map(({ status, count }) => ({ status, count: Number(count) }))
}

/** The gate of this subject that is under way. */
export async function selectGateUnderWay(
  db: GateDb,
  project: string,
  subjectKey: string,
): Promise<GateRecord | undefined> {
  const row = await db
    .selectFrom('gates')
    .select(columns)
    .where('project', '=', project)
    .where('subject_key', '=', subjectKey)
    .where('status', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  return row === undefined ? undefined : toRecord(row)
}

export async function selectSubject(db: GateDb, id: string): Promise<GateSubject> {
  const { subject } = await db.selectFrom('gates').select('subject').where('id', '=', id).executeTakeFirstOrThrow()
  return gateSubjectSchema.parse(JSON.parse(subject))
}

/** Null while it runs. */
export async function selectDecision(db: GateDb, id: string): Promise<GateVerdict | null> {
  const { decision } = await db.selectFrom('gates').select('decision').where('id', '=', id).executeTakeFirstOrThrow()
  return decision === null ? null : gateVerdictSchema.parse(JSON.parse(decision))
}

/** How a version of an agent was run when it was last tested. */
export async function selectExternalSpec(
  db: GateDb,
  { project, name, version }: { readonly project: string; readonly name: string; readonly version: string },
): Promise<ExternalSpec | null> {
  const { rows } = await sql<{ external: string }>`select external from gates
    where project = ${project} and external is not null and release::json->'targets'->0->>'name' = ${name}
      and release::json->'targets'->0->>'version' = ${version}
    order by created_at desc limit 1`.execute(db)
  const [row] = rows
  return row === undefined ? null : (JSON.parse(row.external) as ExternalSpec)
}

const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))
const parsed = <Value>(json: string | null): Value | null => (json === null ? null : (JSON.parse(json) as Value))

type GateRow = Pick<Selectable<ControlSchema['gates']>, (typeof columns)[number]>

function toRecord(row: GateRow): GateRecord {
  return {
    id: row.id,
    project: row.project,
    environment: row.environment,
    release: JSON.parse(row.release) as Release,
    external: parsed(row.external),
    baseline: parsed(row.baseline),
    baselineExternal: parsed(row.baseline_external),
    unusedDatasets: JSON.parse(row.unused_datasets) as string[],
    subjectKey: row.subject_key,
    policyVersion: row.policy_version,
    starts: row.starts,
    startedWith: parsed(row.started_with),
    alsoSpent: parsed(row.also_spent),
    unfitEvaluators: parsed(row.unfit_evaluators),
    concurrency: row.concurrency,
    note: row.note,
    status: row.status,
    statusReason: row.status_reason,
    verdict: row.verdict,
    reason: row.reason,
    isUnprotected: row.is_unprotected,
    trials: row.trials,
    costUsd: row.cost_usd,
    evidenceHash: row.evidence_hash,
    cited: row.cited,
    auditHead: parsed(row.audit_head),
    startedBy: row.started_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
