import { type Alert, type AlertSummary, evidenceQuery, howSure, metricFacts, titleAlert } from '@pawl/core'
import { changesAround } from './changes-around.ts'
import { selectEvents } from './store/alert-events.store.ts'
import { selectTraces } from './store/alert-traces.store.ts'
import type { AlertRecord, AlertsDb } from './store/alerts.store.ts'

export function summaryOf(alert: AlertRecord): AlertSummary {
  const { id, monitor, state, slice, metric, finding, evidence, changedAt, detectedAt, resolvedAt } = alert
  const { kind, direction, value, change } = finding
  const unit = metricFacts[metric.measure].unit
  const { before, now } = evidence
  return {
    ...{ id, monitor, state, slice, direction, unit, before, now },
    title: titleAlert({ metric, unit, kind, direction, slice, value, before, now }),
    changedAt: changedAt.toISOString(),
    changedFrom: new Date(change.fromMs).toISOString(),
    changedTo: new Date(change.toMs).toISOString(),
    detectedAt: detectedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
  }
}

export async function viewAlert(db: AlertsDb, alert: AlertRecord): Promise<Alert> {
  const { id, metric, finding, evidence, slice, changedAt, resolvedAt } = alert
  const events = await selectEvents(db, id)
  return {
    ...summaryOf(alert),
    ...{ metric, explainedBy: evidence.explainedBy, changes: await changesAround(db, alert) },
    sureness: howSure(finding),
    ...(await selectTraces(db, id)),
    tracesQuery: evidenceQuery({
      ...{ metric, slice, limit: finding.limit, value: finding.value },
      from: changedAt.toISOString(),
      to: resolvedAt?.toISOString() ?? null,
    }),
    history: events.map(({ at, event, who, note }) => ({ at: at.toISOString(), event, who, note })),
  }
}
