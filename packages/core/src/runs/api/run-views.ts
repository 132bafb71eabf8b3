import { z } from 'zod'
import { evaluatorOutcomes, type PassRate } from '../../evaluators/index.ts'
import type { Interval } from '../../traces/index.ts'
import { runSchema, trialStatuses } from '../run-answers.ts'
import type { FigureSummary } from '../summarise-figures.ts'
import { type EvaluatorSummary, type RunSummary, rowStandings, type TrialCounts } from '../summarise-run.ts'
import { targetSpecSchema } from './target-spec.ts'

const intervalSchema: z.ZodType<Interval> = z.object({ low: z.number(), high: z.number() })

export const passRateSchema: z.ZodType<PassRate> = z.object({
  rate: z.number().nullable(),
  interval: intervalSchema,
  passed: z.number(),
  failed: z.number(),
  unknown: z.number(),
  effectiveTrials: z.number(),
})

const countsOf = <Name extends string>(names: readonly Name[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, z.number()])) as Record<Name, z.ZodNumber>)

export const trialCountsSchema: z.ZodType<TrialCounts> = countsOf(trialStatuses)

const figureSummarySchema: z.ZodType<FigureSummary> = z.object({
  count: z.number(),
  missing: z.number(),
  sum: z.number().nullable(),
  mean: z.number().nullable(),
  min: z.number().nullable(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
})

const evaluatorSummarySchema: z.ZodType<EvaluatorSummary> = z.object({
  evaluator: z.string(),
  evaluatorVersion: z.string(),
  passRate: passRateSchema,
})

/** How far a run is. A trial counts once, by its last attempt. */
export const runProgressSchema = z.object({
  status: runSchema.shape.status,
  statusReason: z.string(),
  /** Trials in all: rows times trials per row. */
  total: z.number(),
  finished: z.number(),
  /** Handed out and not back yet. */
  inFlight: z.number(),
  counts: trialCountsSchema,
  /** Share of the decided trials that passed; null without any. */
  passRate: z.number().nullable(),
  /** What is known of it, judging included; null when no trial has a cost. */
  costUsd: z.number().nullable(),
  /** Over the last seconds; null when nothing is running. */
  trialsPerS: z.number().nullable(),
  secondsLeft: z.number().nullable(),
})
export type RunProgress = z.infer<typeof runProgressSchema>

/** Headers of an HTTP target are shown by name only: the values are `***`. */
export const runViewSchema = runSchema.extend({
  spec: targetSpecSchema,
  note: z.string(),
  concurrency: z.number(),
  useRowEvaluators: z.boolean(),
  progress: runProgressSchema,
  /** Why the run exists, when it is one side of a proof. */
  proofId: z.string().nullable(),
  /** The gate that asks for its trials one by one, when it holds those of one. */
  gateId: z.string().exactOptional(),
})
export type RunView = z.infer<typeof runViewSchema>

export const runListSchema = z.object({ runs: z.array(runViewSchema), nextCursor: z.string().nullable() })
export type RunList = z.infer<typeof runListSchema>

/** `RunSummary` without its rows, which have pages of their own. */
export const runSummaryViewSchema = z.object({
  runId: z.string(),
  standings: countsOf(rowStandings),
  trials: trialCountsSchema,
  passRate: passRateSchema,
  passAllOf: z.array(z.object({ k: z.number(), rate: z.number().nullable(), rowCount: z.number() })),
  flakeRate: z.number().nullable(),
  evaluators: z.array(evaluatorSummarySchema),
  latencyMs: figureSummarySchema,
  totalTokens: figureSummarySchema,
  costUsd: figureSummarySchema,
  judgeCostUsd: z.number().exactOptional(),
}) satisfies z.ZodType<Omit<RunSummary, 'rows' | 'passAllOf' | 'evaluators'> & { runId: string }>
export type RunSummaryView = z.infer<typeof runSummaryViewSchema>

/** `event: progress` while it changes (at most twice a second), `event: end` with the last one, `event: ping`. */
export const runEventNames = ['progress', 'end', 'ping'] as const

export const evaluatorCountsSchema = z.object({
  evaluator: z.string(),
  ...(Object.fromEntries(evaluatorOutcomes.map((outcome) => [outcome, z.number()])) as Record<
    (typeof evaluatorOutcomes)[number],
    z.ZodNumber
  >),
})
