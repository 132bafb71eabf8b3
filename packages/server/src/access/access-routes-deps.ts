import type { RequireCaller } from '../platform/http/index.ts'
import type { Access } from './open-access.ts'

export interface AccessRoutesDeps {
  readonly access: Access
  readonly requireCaller: RequireCaller
}
