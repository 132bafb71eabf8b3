import type { RequireCaller } from '../platform/http/index.ts'
import type { Runs } from './open-runs.ts'

export interface RunRoutesDeps {
  readonly runs: Pick<Runs, 'context'>
  readonly requireCaller: RequireCaller
}
