import { z } from '@hono/zod-openapi'
import type { RequireCaller } from '../platform/http/index.ts'
import type { DatasetsContext } from './datasets-context.ts'

export interface RouteDeps {
  readonly context: DatasetsContext
  readonly requireCaller: RequireCaller
}

export const datasetParams = z.object({ dataset: z.string().min(1).max(200).describe('Name or id') })
export const rowParams = z.object({ id: z.string().min(1).max(200) })
