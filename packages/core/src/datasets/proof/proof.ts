import { z } from 'zod'
import { evaluatorOutcomes } from '../../evaluators/index.ts'
import { jsonValueSchema, messageSchema } from '../../traces/index.ts'

export const trialOutcomes = [...evaluatorOutcomes, 'error'] as const
export const trialOutcomeSchema = z.enum(trialOutcomes)
/** What became of one trial of a row: all its evaluators pass; one fails; none could tell; it never came to be judged. */
export type TrialOutcome = z.infer<typeof trialOutcomeSchema>

/** One trial, copied: the run it cites may be gone. */
export const provenTrialSchema = z.object({
  trialId: z.string(),
  /** The trial's own trace, while it is kept. */
  traceId: z.string().nullable(),
  outcome: trialOutcomeSchema,
  output: z.object({ messages: z.array(messageSchema), value: jsonValueSchema.exactOptional() }),
  /** What each evaluator said. */
  judgements: z.array(z.object({ evaluator: z.string(), outcome: z.enum(evaluatorOutcomes), reason: z.string() })),
})

export const proofSideSchema = z.object({
  runId: z.string(),
  /** The exact version that ran: a prompt version, a commit, a service version. */
  target: z.string(),
  passed: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  /** Trials that no evaluator could judge, and those that never gave an output: they count for neither side. */
  unknown: z.number().int().nonnegative(),
  errors: z.number().int().nonnegative(),
  trials: z.array(provenTrialSchema),
})
export type ProofSide = z.infer<typeof proofSideSchema>

/** A row failed on one version and holds on another. A copy of all it cites, so that retention cannot remove it. */
export const proofSchema = z.object({
  /** The revision of the row that both runs used. */
  rowRevision: z.number().int().positive(),
  evaluators: z.array(z.string()),
  required: z.number(),
  floor: z.number(),
  errorRate: z.number(),
  before: proofSideSchema,
  after: proofSideSchema,
  provedBy: z.string(),
  provedAt: z.iso.datetime(),
  /** Content was removed on a person's request; counts and versions remain. */
  isErased: z.boolean(),
})
export type Proof = z.infer<typeof proofSchema>

/** The proof without a word of content: what stays when a person asks for deletion. */
export function eraseProof(proof: Proof): Proof {
  const erased = (side: ProofSide): ProofSide => ({
    ...side,
    trials: side.trials.map((trial) => ({
      ...trial,
      output: { messages: [] },
      judgements: trial.judgements.map((judgement) => ({ ...judgement, reason: '' })),
    })),
  })
  return { ...proof, before: erased(proof.before), after: erased(proof.after), isErased: true }
}
