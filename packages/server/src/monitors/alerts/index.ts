export type { AlertSink, FoundBy, MonitorsOfAlerts } from './alert-sink.ts'
export { createAlertsRoutes } from './alerts.routes.ts'
export type { ReadEvidence } from './alerts-context.ts'
export { type Alerts, openAlerts } from './open-alerts.ts'
