import type { JsonObject } from '../../../traces/index.ts'
import { type AlertNews, alertPage, alertTracesPage } from './alert-message.ts'

/** The `data` of `alert.opened`, `alert.resolved` and `alert.reopened`; what people wrote and got is not in it. */
export function webhookMessage({ project, alert, note, publicUrl }: Omit<AlertNews, 'event'>): JsonObject {
  const { id, monitor, title, state, slice, direction, unit, before, now, sureness } = alert
  const { changedAt, changedFrom, changedTo, detectedAt, resolvedAt, explainedBy, changes, tracesQuery } = alert
  return {
    ...{ id, monitor, title, state, slice, direction, unit, before, now, note },
    ...{ changedAt, changedFrom, changedTo, detectedAt, resolvedAt, sureness, explainedBy },
    changes: changes.map(({ kind, at, title: change }) => ({ kind, at, title: change })),
    url: alertPage({ publicUrl, project, alert }),
    tracesUrl: tracesQuery === '' ? null : alertTracesPage({ publicUrl, project, alert }),
  }
}
