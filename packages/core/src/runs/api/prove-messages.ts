import { z } from 'zod'
import { proofSchema } from '../../datasets/index.ts'
import { passRateSchema, runViewSchema } from './run-views.ts'
import { targetSpecSchema } from './target-spec.ts'

/** A target to run now, or a run that has trials of the row. */
export const proofSideRequestSchema = z.union([
  targetSpecSchema,
  z.strictObject({ type: z.literal('run'), runId: z.string().min(1).max(100) }),
])

export const proveRowSchema = z.strictObject({
  /** The version that failed. */
  before: proofSideRequestSchema,
  /** The version with the fix. */
  after: proofSideRequestSchema,
  /** Of each side, at most: it stops as soon as the matter is decided. */
  maxTrials: z.int().min(1).max(1000).default(20),
  /** Instead of the row's own. */
  evaluators: z.array(z.string().min(1).max(500)).min(1).max(100).exactOptional(),
  concurrency: z.int().min(1).max(200).default(4),
  /** Of both sides together. */
  spendingCapUsd: z.number().min(0).nullable().default(null),
})
export type ProveRow = z.input<typeof proveRowSchema>
export type ProveRequest = z.infer<typeof proveRowSchema>

export const proofVerdicts = ['taught', 'teaches_nothing', 'fix_not_shown', 'undecided'] as const

const sideSchema = z.object({ run: runViewSchema, passRate: passRateSchema, errors: z.number() })

/** A proof under way or done. */
export const proofAttemptSchema = z.object({
  id: z.string(),
  rowId: z.string(),
  rowRevision: z.number(),
  status: z.enum(['running', 'decided']),
  /** As far as the trials say until now. */
  verdict: z.enum(proofVerdicts),
  /** One or two sentences for the person, with the counts. */
  reason: z.string(),
  before: sideSchema,
  after: sideSchema,
  /** What stands on the row now; null while it runs, and when the row did not teach. */
  proof: proofSchema.nullable(),
  startedBy: z.string(),
  createdAt: z.iso.datetime(),
})
export type ProofAttempt = z.infer<typeof proofAttemptSchema>
