export type { MonitorsOfAlerts } from './alert-sink.ts'
export { createAlertsRoutes } from './alerts.routes.ts'
export { type EvidenceReader, gatherEvidence } from './evidence/index.ts'
export { type Alerts, openAlerts } from './open-alerts.ts'
