import { z } from '@hono/zod-openapi'
import { promptNameSchema } from '@pawl/core'
import type { RequireCaller } from '../platform/http/index.ts'
import type { Prompts } from './open-prompts.ts'

export interface PromptsRoutesDeps {
  readonly prompts: Prompts
  readonly requireCaller: RequireCaller
}

export const promptParams = z.object({ name: promptNameSchema })
/** `newest`, a number, the first six digits or more of an id, or an environment. */
export const versionParams = promptParams.extend({ version: z.string().min(1).max(100) })
