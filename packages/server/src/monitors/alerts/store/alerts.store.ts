import {
  type AlertSlice,
  type AlertState,
  alertSchema,
  alertSliceSchema,
  type ShiftFinding,
  type WatchedMetric,
  watchedMetricSchema,
} from '@pawl/core'
import { type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { ControlSchema, ControlStore, ControlTransaction } from '../../../platform/control/index.ts'

export type AlertsDb = ControlStore['db'] | ControlTransaction

/** What was read about a problem after it was found, copied so that nothing is lost when its traces go. */
export const alertEvidenceSchema = alertSchema.pick({ before: true, now: true, explainedBy: true })
export type AlertEvidence = z.infer<typeof alertEvidenceSchema>
const noEvidence: AlertEvidence = { before: null, now: null, explainedBy: [] }

export interface AlertRecord {
  readonly id: string
  readonly project: string
  readonly monitorId: string
  readonly monitor: string
  readonly problem: string
  readonly state: AlertState
  readonly slice: AlertSlice | null
  readonly metric: WatchedMetric
  readonly finding: ShiftFinding
  readonly evidence: AlertEvidence
  /** Resolved by saying that it is to be the usual from now on. */
  readonly isNewUsual: boolean
  readonly changedAt: Date
  readonly detectedAt: Date
  readonly resolvedAt: Date | null
}

type NewAlert = Omit<AlertRecord, 'evidence' | 'isNewUsual' | 'resolvedAt'>

export async function insertAlert(db: AlertsDb, alert: NewAlert): Promise<void> {
  const { id, project, monitorId, monitor, problem, state, slice, metric, finding, changedAt, detectedAt } = alert
  await db
    .insertInto('alerts')
    .values({
      ...{ id, project, monitor_id: monitorId, monitor, problem, state },
      ...{ slice_key: slice?.key ?? null, slice_value: slice?.value ?? null },
      ...{ metric: JSON.stringify(metric), finding: JSON.stringify(finding), evidence: null },
      ...{ changed_at: changedAt, detected_at: detectedAt, resolved_at: null },
    })
    .execute()
}

export type AlertChange = Partial<
  Pick<
    AlertRecord,
    'monitor' | 'state' | 'finding' | 'evidence' | 'isNewUsual' | 'changedAt' | 'detectedAt' | 'resolvedAt'
  >
>

export async function updateAlert(db: AlertsDb, id: string, change: AlertChange): Promise<void> {
  const { monitor, state, finding, evidence, isNewUsual, changedAt, detectedAt, resolvedAt } = change
  await db
    .updateTable('alerts')
    .set({
      ...(monitor !== undefined && { monitor }),
      ...(state !== undefined && { state }),
      ...(finding !== undefined && { finding: JSON.stringify(finding) }),
      ...(evidence !== undefined && { evidence: JSON.stringify(evidence) }),
      ...(isNewUsual !== undefined && { is_new_usual: isNewUsual }),
      ...(changedAt !== undefined && { changed_at: changedAt }),
      ...(detectedAt !== undefined && { detected_at: detectedAt }),
      ...(resolvedAt !== undefined && { resolved_at: resolvedAt }),
    })
    .where('id', '=', id)
    .execute()
}

export interface ProblemKey {
  readonly project: string
  readonly monitorId: string
  readonly problem: string
}

/** The last alert of a problem, locked until the transaction ends. */
export async function lockNewest(
  transaction: ControlTransaction,
  { project, monitorId, problem }: ProblemKey,
): Promise<AlertRecord | null> {
  const row = await transaction
    .selectFrom('alerts')
    .selectAll()
    .where('project', '=', project)
    .where('monitor_id', '=', monitorId)
    .where('problem', '=', problem)
    .orderBy('detected_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? null : toAlert(row)
}

/** Those of a monitor that are not resolved, locked until the transaction ends. */
export async function lockOpen(
  transaction: ControlTransaction,
  { project, monitorId }: Omit<ProblemKey, 'problem'>,
): Promise<AlertRecord[]> {
  const rows = await transaction
    .selectFrom('alerts')
    .selectAll()
    .where('project', '=', project)
    .where('monitor_id', '=', monitorId)
    .where('state', '!=', 'resolved')
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(toAlert)
}

export async function lockAlert(
  transaction: ControlTransaction,
  project: string,
  id: string,
): Promise<AlertRecord | null> {
  const row = await transaction
    .selectFrom('alerts')
    .selectAll()
    .where('project', '=', project)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? null : toAlert(row)
}

export interface AlertFilter {
  readonly project: string
  readonly ids?: readonly string[]
  readonly monitorId?: string
  /** By its name. */
  readonly monitor?: string | undefined
  readonly state?: 'open' | 'resolved' | 'all'
  /** Of those that lasted into a range. */
  readonly lasting?: { readonly from: Date; readonly to: Date }
  /** Older than this place of the list. */
  readonly after?: { readonly detectedAtMs: number; readonly id: string } | undefined
  readonly limit?: number
}

/** Newest first. */
export async function selectAlerts(db: AlertsDb, filter: AlertFilter): Promise<AlertRecord[]> {
  const { project, ids, monitorId, monitor, state = 'all', lasting, after, limit = 1000 } = filter
  let query = db.selectFrom('alerts').selectAll().where('project', '=', project)
  if (ids !== undefined) query = query.where(sql<boolean>`id = any(${[...ids]}::text[])`)
  if (monitorId !== undefined) query = query.where('monitor_id', '=', monitorId)
  if (monitor !== undefined) query = query.where('monitor', '=', monitor)
  if (state !== 'all') query = query.where('state', state === 'open' ? '!=' : '=', 'resolved')
  if (lasting !== undefined) {
    const { from, to } = lasting
    query = query
      .where('changed_at', '<', to)
      .where((where) => where.or([where('resolved_at', 'is', null), where('resolved_at', '>=', from)]))
  }
  if (after !== undefined) {
    query = query.where(sql<boolean>`(detected_at, id) < (${new Date(after.detectedAtMs)}::timestamptz, ${after.id})`)
  }
  return (await query.orderBy('detected_at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(toAlert)
}

/** Alerts of all projects that are not over. */
export async function countOpen(db: AlertsDb): Promise<number> {
  const counted = await db
    .selectFrom('alerts')
    .where('state', '!=', 'resolved')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(counted.count)
}

export async function selectById(db: AlertsDb, id: string): Promise<AlertRecord | null> {
  const row = await db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toAlert(row)
}

function toAlert(row: Selectable<ControlSchema['alerts']>): AlertRecord {
  const { id, project, monitor, problem, state } = row
  return {
    ...{ id, project, monitor, problem, state, monitorId: row.monitor_id, isNewUsual: row.is_new_usual },
    slice: row.slice_key === null ? null : alertSliceSchema.parse({ key: row.slice_key, value: row.slice_value ?? '' }),
    metric: watchedMetricSchema.parse(row.metric),
    finding: findingSchema.parse(row.finding),
    evidence: row.evidence === null ? noEvidence : alertEvidenceSchema.parse(row.evidence),
    ...{ changedAt: row.changed_at, detectedAt: row.detected_at, resolvedAt: row.resolved_at },
  }
}

const timeSpanSchema = z.object({ fromMs: z.number(), toMs: z.number() })
const findingSchema: z.ZodType<ShiftFinding> = z.object({
  kind: z.enum(['shift', 'threshold', 'new_value', 'silent_value']),
  slice: alertSliceSchema.nullable(),
  direction: z.enum(['worse', 'better']),
  alarmAtMs: z.number(),
  change: timeSpanSchema.extend({ atMs: z.number() }),
  before: timeSpanSchema.nullable(),
  after: timeSpanSchema,
  observed: z.number(),
  limit: z.number().nullable(),
  usual: z.number().nullable(),
  now: z.number().nullable(),
  falseAlarmDays: z.number().nullable(),
  isConfirmed: z.boolean().nullable(),
  value: z.string().nullable(),
})
