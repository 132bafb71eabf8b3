import { z } from 'zod'
import { coverageSchema, newReleaseSchema, releaseSchema, verdicts } from '../../gate/index.ts'
import { environmentNameSchema } from '../../prompts/index.ts'

const reason = z.string().trim().min(1, 'say why; it is kept in the audit log').max(10_000)

/** A human letting a release through without a pass. Who it is comes from the key. */
export const newOverrideSchema = z.strictObject({
  reason,
  /** Until when the failing rows are accepted; afterwards they count as failing again. */
  expiresAt: z.iso.datetime({ offset: true }),
})
export type NewOverride = z.input<typeof newOverrideSchema>

/** POST /api/deployments. Answered with 409, the reason and the command that would settle it, unless something allows it. */
export const newDeploymentSchema = z.strictObject({
  environment: environmentNameSchema,
  release: newReleaseSchema,
  override: newOverrideSchema.nullable().default(null),
  /** Where no active row protects the environment: the reason for releasing all the same. */
  unprotected: z.strictObject({ reason }).nullable().default(null),
  note: z.string().max(2000).default(''),
})
export type NewDeployment = z.input<typeof newDeploymentSchema>
export type DeploymentRequest = z.infer<typeof newDeploymentSchema>

/** What let a deployment happen. `returned`: a version that was deployed here before. */
export const deploymentGrounds = ['verdict', 'override', 'unprotected', 'returned'] as const
export type DeploymentGround = (typeof deploymentGrounds)[number]

export const overrideSchema = z.object({
  id: z.string(),
  deploymentId: z.string(),
  environment: z.string(),
  reason: z.string(),
  who: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Null until the time has come; from then on its rows are failing. */
  expiredAt: z.iso.datetime().nullable(),
  /** What was accepted, as the gate said it; empty when no gate had been run. */
  rows: z.array(
    z.object({
      ...{ rowId: z.string(), dataset: z.string(), reason: z.string() },
      /** False where the gate had ended before it was tried: nobody knows whether it fails. */
      isTried: z.boolean().default(true),
    }),
  ),
  /** '' when no gate had been run. */
  verdictReason: z.string(),
})
export type Override = z.infer<typeof overrideSchema>

export const deploymentSchema = z.object({
  id: z.string(),
  environment: z.string(),
  release: releaseSchema,
  /** What stood there before, of the same targets; null for the first. */
  previous: releaseSchema.nullable(),
  kind: z.enum(['deploy', 'promote', 'roll_back']),
  ground: z.enum(deploymentGrounds),
  /** The gate whose verdict allowed it, or that the override set aside; null without one. */
  gateId: z.string().nullable(),
  /** A copy of what that gate said; null without one. */
  verdict: z.object({ verdict: z.enum(verdicts), reason: z.string(), evidenceHash: z.string().nullable() }).nullable(),
  override: overrideSchema.nullable(),
  /** Why: of an unprotected release or a roll-back; '' otherwise. */
  reason: z.string(),
  note: z.string(),
  who: z.string(),
  at: z.iso.datetime(),
  /** Whether all of it is still current there. */
  isLive: z.boolean(),
  audit: z.object({ sequence: z.int(), hash: z.string() }),
})
export type Deployment = z.infer<typeof deploymentSchema>
export const deploymentListSchema = z.object({
  deployments: z.array(deploymentSchema),
  nextCursor: z.string().nullable(),
})
export type DeploymentList = z.infer<typeof deploymentListSchema>
export const deploymentListQuerySchema = z.object({
  environment: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
})

/** POST /api/deployments/check: what POST /api/deployments would say, and nothing is changed. */
export const checkDeploymentSchema = newDeploymentSchema.pick({ environment: true, release: true })
export type CheckDeployment = z.input<typeof checkDeploymentSchema>
export const deploymentCheckSchema = z.object({
  environment: z.string(),
  release: releaseSchema,
  isAllowed: z.boolean(),
  ground: z.enum(deploymentGrounds).nullable(),
  /** One or two sentences: why it may, or why not. */
  reason: z.string(),
  /** The command that would settle it; '' where it is allowed. */
  fix: z.string(),
  /** The newest gate of this release in this environment; null when there is none. */
  gateId: z.string().nullable(),
  coverage: coverageSchema.nullable(),
  isUnprotected: z.boolean(),
  /** Whether all of it is live there. */
  isLive: z.boolean(),
  /** What made it so; null where it is not, or was before deployments were recorded. */
  live: deploymentSchema.nullable(),
})
export type DeploymentCheck = z.infer<typeof deploymentCheckSchema>

/** POST /api/environments/{name}/promote: what is current in `from` is released here, by the rules of this environment. */
export const promoteSchema = newDeploymentSchema.omit({ environment: true, release: true }).extend({
  from: environmentNameSchema,
  /** Only these prompts; all that differ when left out. */
  prompts: z.array(z.string().min(1).max(200)).min(1).max(50).exactOptional(),
})
export type Promote = z.input<typeof promoteSchema>

/** POST /api/environments/{name}/rollback. Always allowed, and recorded. */
export const rollBackSchema = z.strictObject({
  reason,
  /** To what this deployment made current; left out: to what stood there before the newest one. */
  to: z.string().min(1).max(100).exactOptional(),
})
export type RollBack = z.input<typeof rollBackSchema>

/** GET /api/overrides, newest first. */
export const overrideListSchema = z.object({ overrides: z.array(overrideSchema) })
export type OverrideList = z.infer<typeof overrideListSchema>
