import { z } from 'zod'
import { gatePolicySchema } from '../policy/index.ts'

/** PUT /api/environments/{name}/policy. */
export const policyChangeSchema = z.strictObject({
  policy: gatePolicySchema,
  /** Needed where the environment would be protected less; kept in the audit log. */
  reason: z.string().max(10_000).default(''),
  /** The number of the version that the person saw; when somebody changed it since, nothing is changed. */
  basedOn: z.int().min(0).optional(),
})
export type PolicyChange = z.input<typeof policyChangeSchema>

/** GET /api/environments/{name}/policy, and each entry of …/policy/versions. */
export const policyVersionSchema = z.object({
  /** SHA-256 of `policyVersionText`. */
  id: z.string(),
  /** Counts from 1 within the environment; 0 is the default, which nobody wrote. */
  number: z.int().min(0),
  policy: gatePolicySchema,
  /** '' for the default. */
  who: z.string(),
  at: z.iso.datetime().nullable(),
  reason: z.string(),
})
export type PolicyVersion = z.infer<typeof policyVersionSchema>
export const policyVersionListSchema = z.object({ versions: z.array(policyVersionSchema) })
