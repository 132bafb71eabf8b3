import { type AlertTrace, alertTraceSchema } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlTransaction } from '../../../platform/control/index.ts'
import type { AlertsDb } from './alerts.store.ts'

export interface CopiedTrace {
  readonly kind: 'typical' | 'worst'
  readonly trace: AlertTrace
  readonly sessionId: string
  readonly userId: string
}

/** In place of those that were there. */
export async function replaceTraces(
  transaction: ControlTransaction,
  { id, project }: { readonly id: string; readonly project: string },
  traces: readonly CopiedTrace[],
): Promise<void> {
  await transaction.deleteFrom('alert_traces').where('alert_id', '=', id).execute()
  if (traces.length === 0) return
  await transaction
    .insertInto('alert_traces')
    .values(
      traces.map(({ kind, trace, sessionId, userId }, position) => ({
        ...{ alert_id: id, project, kind, position, trace_id: trace.traceId },
        ...{ session_id: sessionId, user_id: userId, content: JSON.stringify(trace) },
      })),
    )
    .execute()
}

export async function selectTraces(
  db: AlertsDb,
  alertId: string,
): Promise<Readonly<Record<CopiedTrace['kind'], AlertTrace[]>>> {
  const rows = await db
    .selectFrom('alert_traces')
    .select(['kind', 'content'])
    .where('alert_id', '=', alertId)
    .orderBy('position')
    .execute()
  const of = (kind: CopiedTrace['kind']) =>
    rows.filter((row) => row.kind === kind).map(({ content }) => alertTraceSchema.parse(content))
  return { typical: of('typical'), worst: of('worst') }
}

export interface ErasedPeople {
  readonly project: string
  readonly traceIds: readonly string[]
  readonly sessionId?: string
  readonly userId?: string
}

export async function deleteTraces(
  db: AlertsDb,
  { project, traceIds, sessionId, userId }: ErasedPeople,
): Promise<void> {
  await db
    .deleteFrom('alert_traces')
    .where('project', '=', project)
    .where((where) =>
      where.or([
        sql<boolean>`trace_id = any(${[...traceIds]}::text[])`,
        ...(sessionId === undefined ? [] : [where('session_id', '=', sessionId)]),
        ...(userId === undefined ? [] : [where('user_id', '=', userId)]),
      ]),
    )
    .execute()
}
