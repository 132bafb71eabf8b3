import type { RequireCaller } from '../platform/http/index.ts'
import type { Gate } from './open-gate.ts'

export interface GateRoutesDeps {
  readonly gate: Gate
  readonly requireCaller: RequireCaller
}
