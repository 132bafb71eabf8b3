export { type Alerts, createAlertsRoutes, type EvidenceReader, gatherEvidence, openAlerts } from './alerts/index.ts'
export { createMonitorsRoutes } from './monitors.routes.ts'
export type { MetricReader, OnlineEvaluationFacts } from './monitors-deps.ts'
export { type Monitors, openMonitors } from './open-monitors.ts'
