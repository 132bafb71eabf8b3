import { z } from 'zod'
import { gateSubjectSchema, trialUses } from '../evidence/index.ts'
import { limitFigures } from '../policy/index.ts'
import { errorRateSplitSchema } from './split-error-rate.ts'

export const verdicts = ['pass', 'fail', 'inconclusive'] as const
export type Verdict = (typeof verdicts)[number]

/**
 * Why the gate ended. `settled`: its tests decided. `unfinished`: it still needs trials. `no_outcome`: a trial gave none, however often it was
 * tried. `unprotected`: there is nothing to decide by.
 */
export const gateEnds = [
  'settled',
  'unfinished',
  'spending_limit',
  'row_budget',
  'pair_budget',
  'no_outcome',
  'unfit_judge',
  'unmeasured',
  'unprotected',
] as const
export type GateEnd = (typeof gateEnds)[number]

/** One blocking row. */
export const rowVerdictSchema = z.object({
  rowId: z.string(),
  dataset: z.string(),
  revision: z.number(),
  role: z.string(),
  required: z.number(),
  floor: z.number(),
  state: z.enum(['holds', 'broken', 'unsure']),
  passed: z.number(),
  failed: z.number(),
  /** Trials that were made and not looked at: the gate had decided, or they ran ahead of their turn. */
  notLookedAt: z.number(),
  /** Attempts that gave no outcome: an error, a tool call without a recording, an evaluator that could not tell. */
  withoutOutcome: z.number(),
  /** ln Λ after each trial; it holds at or above `holdsAt`, and is broken at or below `brokenAt`. Empty for a deterministic target. */
  logEvalues: z.array(z.number()),
  /** A few words: what was shown, or why nothing was. */
  reason: z.string(),
})
export type RowVerdict = z.infer<typeof rowVerdictSchema>

export const setVerdictSchema = z.object({
  name: z.string(),
  revision: z.number(),
  /** `not_tested`: nothing is deployed that it could be compared with, or it has no active row. */
  state: z.enum(['pass', 'fail', 'unsure', 'not_tested']),
  outcomes: z.enum(['random', 'fixed']),
  rows: z.number(),
  pairs: z.number(),
  /** Different rows among the pairs. */
  rowsSeen: z.number(),
  /** Mean of candidate − baseline over the pairs: below 0 is a drop. Null without pairs. */
  meanChange: z.number().nullable(),
  /** The pair that decided, and the one that proved that the candidate is worse at all; null while none has. */
  decidedAt: z.number().nullable(),
  dropProvenAt: z.number().nullable(),
  /** ln of the e-values after each pair, at most 700, which also stands for certainty. */
  logEvalues: z.object({
    notWorse: z.array(z.number()),
    worse: z.array(z.number()),
    dropped: z.array(z.number()),
  }),
  /** Judges of its rows whose labels do not prove that they tell good from bad: read its figures with that in mind. */
  unfitEvaluators: z.array(z.string()),
  reason: z.string(),
})
export type SetVerdict = z.infer<typeof setVerdictSchema>

export const limitVerdictSchema = z.object({
  dataset: z.string(),
  figure: z.enum(limitFigures),
  maxIncrease: z.number(),
  state: z.enum(['within', 'over', 'unsure']),
  /** Of the mean against the baseline's: 0.2 is 20 % more; null where it was not measured. */
  increase: z.number().nullable(),
  /** Anytime-valid, asymptotically; null before 30 pairs. `high` is null where there is no upper bound yet. */
  interval: z.object({ low: z.number(), high: z.number().nullable() }).nullable(),
  pairs: z.number(),
})
export type LimitVerdict = z.infer<typeof limitVerdictSchema>

/** What a gate decided, all that it follows from apart from the trials themselves. */
export const gateVerdictSchema = z.object({
  subject: gateSubjectSchema,
  verdict: z.enum(verdicts),
  /** There was no active row that could have stopped the release. Such a release is never called a pass. */
  isUnprotected: z.boolean(),
  end: z.enum(gateEnds),
  /** One or two sentences. */
  reason: z.string(),
  rows: z.array(rowVerdictSchema),
  /** Active rows that do not block, and why: `advisory`, or `unproven`. */
  advisoryRows: z.array(z.object({ rowId: z.string(), dataset: z.string(), role: z.string() })),
  datasets: z.array(setVerdictSchema),
  limits: z.array(limitVerdictSchema),
  errorRates: errorRateSplitSchema,
  /** Bounds of ln Λ for the rows, and of ln e for the sets. */
  bounds: z.object({
    holdsAt: z.number(),
    brokenAt: z.number().nullable(),
    notWorseAt: z.number(),
    worseAt: z.number().nullable(),
  }),
  /** What was not run, and why that was not needed, or what it waits for. */
  notRun: z.object({ rowIds: z.array(z.string()), datasets: z.array(z.string()), reason: z.string() }),
  /** What the providers said had answered, each once. */
  models: z.array(z.object({ use: z.enum(trialUses), model: z.string() })),
  starts: z.number(),
  trials: z.number(),
  /** What is known of it; null where no trial has a price. */
  costUsd: z.number().nullable(),
})
export type GateVerdict = z.infer<typeof gateVerdictSchema>
