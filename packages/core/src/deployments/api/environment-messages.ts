import { z } from 'zod'
import { noticedWeakeningSchema, policyVersionSchema, releaseTargetSchema } from '../../gate/index.ts'
import { promptContentSchema } from '../../prompts/index.ts'
import { deploymentCheckSchema, deploymentSchema, overrideSchema } from './deployment-messages.ts'

/** One prompt or agent that is live. */
export const liveTargetSchema = z.object({
  target: releaseTargetSchema,
  since: z.iso.datetime(),
  /** Null for what was made current before deployments were recorded. */
  deployment: deploymentSchema.nullable(),
  /** By which it came here, also where it was returned to since; null where there is none. */
  override: overrideSchema.nullable(),
  isUnprotected: z.boolean(),
  /** The newest version where it is another one: what waits. */
  newest: releaseTargetSchema.nullable(),
  /** Whether `newest` may be deployed now, and why not. */
  check: deploymentCheckSchema.nullable(),
})
export type LiveTarget = z.infer<typeof liveTargetSchema>

/** GET /api/environments/{name}: the release page. */
export const environmentStateSchema = z.object({
  name: z.string(),
  live: z.array(liveTargetSchema),
  /** Prompts of which nothing is live here, with their newest version. */
  absent: z.array(z.object({ newest: releaseTargetSchema, check: deploymentCheckSchema })),
  policy: policyVersionSchema,
  overrides: z.array(overrideSchema),
  /** Since the newest deployment. */
  weakenings: z.array(noticedWeakeningSchema),
})
export type EnvironmentState = z.infer<typeof environmentStateSchema>

/** GET /api/environments/{name}/prompts/{prompt}: what applications fetch, with an ETag. */
export const deployedPromptSchema = z.object({
  prompt: z.string(),
  environment: z.string(),
  /** The version: SHA-256 of its content, and its number. */
  id: z.string(),
  number: z.int(),
  content: promptContentSchema,
  since: z.iso.datetime(),
  isUnprotected: z.boolean(),
})
export type DeployedPrompt = z.infer<typeof deployedPromptSchema>
