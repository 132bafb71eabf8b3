import { z } from 'zod'

export const evaluatorOutcomes = ['pass', 'fail', 'unknown'] as const
export type EvaluatorOutcome = (typeof evaluatorOutcomes)[number]

/** What an evaluator says about one output. What could not be judged is `unknown`, never a fail. */
export interface EvaluatorResult {
  /** 0 (worst) to 1 (best); null when there is none, as in most unknown results. */
  readonly score: number | null
  readonly outcome: EvaluatorOutcome
  /** A sentence for the person who looks at the failed row: what was wanted and what was found. */
  readonly reason: string
  /** The results that a combined evaluator was decided from, in the order of its parts. */
  readonly parts?: readonly EvaluatorResult[]
}

export const evaluatorResultSchema: z.ZodType<EvaluatorResult> = z
  .object({
    score: z.number().min(0).max(1).nullable(),
    outcome: z.enum(evaluatorOutcomes),
    reason: z.string(),
    get parts() {
      return z.array(evaluatorResultSchema).readonly().exactOptional()
    },
  })
  .meta({ id: 'EvaluatorResult' })

export const passed = (reason: string, score = 1): EvaluatorResult => ({ score, outcome: 'pass', reason })
export const failed = (reason: string, score = 0): EvaluatorResult => ({ score, outcome: 'fail', reason })
export const unknown = (reason: string): EvaluatorResult => ({ score: null, outcome: 'unknown', reason })
