import { type Alert, type AlertList, AppError } from '@pawl/core'
import { decodeCursor, encodeCursor } from '../../platform/http/index.ts'
import type { AlertsContext } from './alerts-context.ts'
import { type AlertRecord, type AlertsDb, selectAlerts } from './store/alerts.store.ts'
import { summaryOf, viewAlert } from './view-alert.ts'

export interface AlertQuery {
  readonly state: 'open' | 'resolved' | 'all'
  readonly monitor?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Newest first. @throws AppError `bad_request` for a cursor of another list */
export async function listAlerts(
  { control }: Pick<AlertsContext, 'control'>,
  project: string,
  { state, monitor, limit, cursor }: AlertQuery,
): Promise<AlertList> {
  const after = cursor === undefined ? undefined : positionOf(cursor)
  const found = await selectAlerts(control.db, { project, state, monitor, after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    alerts: page.map(summaryOf),
    nextCursor: found.length > limit && last !== undefined ? encodeCursor(last.detectedAt.getTime(), last.id) : null,
  }
}

/** @throws AppError `not_found` */
export const getAlert = async (
  { control }: Pick<AlertsContext, 'control'>,
  project: string,
  id: string,
): Promise<Alert> => viewAlert(control.db, await findAlert(control.db, project, id))

/** @throws AppError `not_found` */
async function findAlert(db: AlertsDb, project: string, id: string): Promise<AlertRecord> {
  const [found] = await selectAlerts(db, { project, ids: [id], limit: 1 })
  if (found === undefined) throw alertNotFound(project, id)
  return found
}

export const alertNotFound = (project: string, id: string): AppError =>
  new AppError('not_found', `There is no alert ${JSON.stringify(id)} in project ${project}.`, {
    where: 'id',
    fix: 'Look at `pawl alerts list --state all`.',
  })

function positionOf(cursor: string) {
  const [detectedAtMs, id = ''] = decodeCursor(cursor, /^(\d{1,15}),(.{1,200})$/)
  return { detectedAtMs: Number(detectedAtMs), id }
}
