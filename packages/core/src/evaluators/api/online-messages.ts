import { z } from 'zod'
import { metricFilterSchema, spanKinds } from '../../traces/index.ts'

export const onlineEvaluationSchema = z.strictObject({
  /** `name` for the newest version of an evaluator, or `name@3`. */
  evaluator: z.string().min(1).max(200),
  /** What is judged: the whole trace by its root, or each span of a kind or a name. */
  target: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('trace') }),
      z.strictObject({
        kind: z.literal('spans'),
        spanKind: z.enum(spanKinds).optional(),
        name: z.string().max(1000).optional(),
      }),
    ])
    .default({ kind: 'trace' }),
  filter: metricFilterSchema.default({}),
  /** The share of traces, chosen by their id: the same ones for every evaluator and after a restart. Null: 1 for what costs nothing, else 0.1. */
  share: z.number().min(0).max(1).nullable().default(null),
  /** Traces with an error are judged whatever the share. */
  allErrors: z.boolean().default(false),
  /** A trace is taken for complete this long after its last span came. */
  delaySeconds: z.int().min(0).max(86_400).default(30),
  /** Null: no cap for what costs nothing; for what asks a model one is needed. */
  capUsdPerDay: z.number().min(0).nullable().default(null),
  isEnabled: z.boolean().default(true),
})
export type OnlineEvaluation = z.infer<typeof onlineEvaluationSchema>
export type NewOnlineEvaluation = z.input<typeof onlineEvaluationSchema>

export const onlineEvaluationViewSchema = z.object({
  /** The evaluator's name: one online evaluation each. */
  name: z.string(),
  definition: onlineEvaluationSchema,
  /** The version that judges now, as scores carry it. */
  evaluatorVersion: z.string(),
  isDeterministic: z.boolean(),
  /** The share that is in force. */
  share: z.number(),
  who: z.string(),
  createdAt: z.iso.datetime(),
  /** Of the last 24 hours. */
  judged: z.object({ pass: z.int(), fail: z.int(), unknown: z.int() }),
  spentTodayUsd: z.number(),
  /** Everything that came in up to then is judged; null before the first round. */
  judgedUntil: z.iso.datetime().nullable(),
  /** Why it stands still: the cap of the day, a model's key that is missing, an archived evaluator. */
  problem: z.string().nullable(),
  backfill: z
    .object({
      id: z.string(),
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      state: z.enum(['running', 'done', 'cancelled', 'failed']),
      judged: z.int(),
      total: z.int(),
      problem: z.string().nullable(),
    })
    .nullable(),
})
export type OnlineEvaluationView = z.infer<typeof onlineEvaluationViewSchema>
/** GET /api/online-evaluations; PUT, DELETE /api/online-evaluations/{evaluator name} */
export const onlineEvaluationListSchema = z.object({ onlineEvaluations: z.array(onlineEvaluationViewSchema) })
export type OnlineEvaluationList = z.infer<typeof onlineEvaluationListSchema>

/** POST /api/online-evaluations/{name}/backfill; DELETE cancels it. */
export const backfillRequestSchema = z.strictObject({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
})
export type BackfillRequest = z.input<typeof backfillRequestSchema>
