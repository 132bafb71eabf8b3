import { z } from '@hono/zod-openapi'
import { evaluatorNameSchema } from '@pawl/core'
import type { RequireCaller } from '../platform/http/index.ts'
import type { EvaluatorsDeps } from './evaluators-deps.ts'

export interface EvaluatorsRoutesDeps {
  readonly evaluators: { readonly deps: EvaluatorsDeps }
  readonly requireCaller: RequireCaller
}

export const evaluatorParams = z.object({ name: evaluatorNameSchema })
