import { type AlertSummary, type Monitor, metricFacts, monitorSchema } from '@pawl/core'
import type { z } from 'zod'
import { monitorNotFound } from './change-monitors.ts'
import { selectMonitor, selectMonitors, type WatchedRow } from './monitors.store.ts'
import type { MonitorsDeps } from './monitors-deps.ts'

/** What a round leaves behind to be looked at. */
export const shownSchema = monitorSchema.pick({
  state: true,
  reference: true,
  current: true,
  evidence: true,
  observed: true,
  sliceCount: true,
  watchedUntil: true,
  problem: true,
})
export type Shown = z.infer<typeof shownSchema>

/** Before the first round. */
export const unseen: Shown = {
  ...{ state: 'learning', reference: null, current: null, evidence: 0, observed: 0, sliceCount: 0 },
  ...{ watchedUntil: null, problem: 'It has not looked yet: it does every minute.' },
}

export async function listMonitors({ control, alerts, now }: MonitorsDeps, project: string): Promise<Monitor[]> {
  const [rows, open] = await Promise.all([selectMonitors(control.db, project), alerts.openOf(control.db, project)])
  return rows.map((row) => view(row, open.get(row.id) ?? [], now()))
}

/** @throws AppError `not_found` */
export async function getMonitor(deps: MonitorsDeps, project: string, name: string): Promise<Monitor> {
  const { control, alerts, now } = deps
  const row = await selectMonitor(control.db, project, name)
  if (row === null) throw monitorNotFound(name)
  return view(row, (await alerts.openOf(control.db, project)).get(row.id) ?? [], now())
}

function view(row: WatchedRow, openAlerts: readonly AlertSummary[], now: Date): Monitor {
  const { id, definition, origin, who, createdAt, updatedAt, mute } = row
  const shown = row.shown === null ? unseen : shownSchema.parse(row.shown)
  return {
    ...{ id, definition, origin, who, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
    ...shown,
    state: stateOf(definition.isEnabled, shown.state, openAlerts.length > 0),
    unit: metricFacts[definition.metric.measure].unit,
    mute: mute === null || mute.until <= now ? null : { ...mute, until: mute.until.toISOString() },
    openAlerts: [...openAlerts],
  }
}

function stateOf(isEnabled: boolean, state: Monitor['state'], isAlerting: boolean): Monitor['state'] {
  if (!isEnabled) return 'disabled'
  return state === 'watching' && isAlerting ? 'alerting' : state
}
