import type { RequireCaller } from '../../platform/http/index.ts'
import type { Alerts } from './open-alerts.ts'

export interface AlertsRoutesDeps {
  readonly alerts: Alerts
  readonly requireCaller: RequireCaller
}
