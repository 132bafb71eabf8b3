import { z } from 'zod'
import { evaluatorOutcomes } from '../../evaluators/index.ts'
import { trialStatuses } from '../../runs/index.ts'
import { canonicalJsonText } from '../../traces/index.ts'
import { gateSubjectSchema } from './gate-subject.ts'

/**
 * The three streams of trials of a row. `row` and `set` are kept apart: the row test goes where it suspects most, and what it
 * looks at would bias a mean.
 */
export const trialUses = ['row', 'set', 'baseline'] as const
export type TrialUse = (typeof trialUses)[number]

export const gateTrialSchema = z.object({
  use: z.enum(trialUses),
  rowId: z.string(),
  /** Counts the trials of a row in its stream from 1. */
  trial: z.int().min(1).max(1_000_000),
  /** Counts the tries to get an outcome of this trial from 1. */
  attempt: z.int().min(1),
  status: z.enum(trialStatuses),
  scores: z.array(z.object({ evaluator: z.string(), outcome: z.enum(evaluatorOutcomes) })),
  /** Null where it was not measured; an answer from a cache took no time that says anything. */
  latencyMs: z.number().min(0).nullable(),
  totalTokens: z.number().min(0).nullable(),
  costUsd: z.number().min(0).nullable(),
  /** What the provider said had answered; null where it did not say. */
  responseModel: z.string().nullable(),
  /** The run and trace that show it. */
  runId: z.string().nullable(),
  traceId: z.string().nullable(),
})
export type GateTrial = z.infer<typeof gateTrialSchema>

/** All that a verdict follows from. Trials are only ever added. */
export const gateEvidenceSchema = z.object({
  subject: gateSubjectSchema,
  /** How often the gate was started: each start gives it its budgets and attempts again, and takes nothing back. */
  starts: z.int().min(1),
  /** What was there already when it was last started: the policy's most trials and money are for what comes after. */
  startedWith: z.object({ trials: z.int().min(0), costUsd: z.number().min(0) }),
  /** What this start spent beside its trials: on the live version, to find out which rows may block. */
  alsoSpent: z
    .object({
      trials: z.int().min(0),
      costUsd: z.number().min(0),
      /** A call was refused because of the policy's most money, which counts judges and calls under way too. */
      isCapReached: z.boolean(),
    })
    .exactOptional(),
  /** Judges whose labels do not prove that they tell good outputs from bad: they cannot decide a blocking row. */
  unfitEvaluators: z.array(z.string()),
  trials: z.array(gateTrialSchema),
})
export type GateEvidence = z.infer<typeof gateEvidenceSchema>

/**
 * The number under which a trial runs, so that the cache of responses, which goes by it, never serves one stream from another. The set
 * stream and the baseline's are numbered alike: what a version did as candidate serves when it is the baseline.
 */
export function runTrialNumber(use: TrialUse, trial: number): number {
  return use === 'row' ? 2 * trial - 1 : 2 * trial
}

/** Which trial of its stream runs under a number of `runTrialNumber`: what was recorded of a version serves both tests in turn. */
export const streamTrialNumber = (runTrial: number): number => Math.ceil(runTrial / 2)

/** The text whose SHA-256 vouches for evidence, whatever the order in which its trials came in. */
export function evidenceText(evidence: GateEvidence): string {
  return evidenceTextOf(evidence, evidence.trials.map(trialText))
}

/** One of the texts that `evidenceTextOf` takes. */
export function trialText(trial: GateTrial): string {
  return canonicalJsonText(trial)
}

/** `evidenceText` where the texts of the trials were made before: of tens of thousands a few at a time. */
export function evidenceTextOf(evidence: Omit<GateEvidence, 'trials'>, trialTexts: readonly string[]): string {
  return `pawl.evidence.1\n${canonicalJsonText({ ...evidence, trials: [...trialTexts].sort() })}`
}
