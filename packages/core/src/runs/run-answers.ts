import { z } from 'zod'
import { evaluatorOutcomes, toolCallSchema } from '../evaluators/index.ts'
import { jsonValueSchema, messageSchema, usageSchema } from '../traces/index.ts'

export const targetTypes = ['prompt', 'http', 'command', 'function', 'recorded'] as const

/** What ran, by name and exact version: a prompt version's id, a commit, a service version. */
export const runTargetSchema = z.object({
  type: z.enum(targetTypes),
  name: z.string().min(1),
  version: z.string().nullable(),
})
export type RunTarget = z.infer<typeof runTargetSchema>

export const runStatuses = ['planned', 'running', 'finished', 'cancelled', 'failed'] as const
export type RunStatus = (typeof runStatuses)[number]

/** One target over a set of rows with evaluators. */
export const runSchema = z.object({
  id: z.string(),
  target: runTargetSchema,
  datasetName: z.string(),
  /** The revision of the dataset whose rows ran. */
  datasetRevision: z.int().min(1),
  evaluators: z.array(z.object({ name: z.string(), version: z.string() })),
  rowCount: z.int().min(0),
  trialsPerRow: z.int().min(1),
  /** Makes the order of trials, and every other choice left to chance, the same again. */
  seed: z.string(),
  spendingCapUsd: z.number().min(0).nullable(),
  status: z.enum(runStatuses),
  /** Why it failed or was cancelled; '' otherwise. */
  statusReason: z.string(),
  startedBy: z.string(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})
export type Run = z.infer<typeof runSchema>

/**
 * What became of one trial. `error`: there is no output to judge (the target failed, a limit was reached), which says
 * nothing about the prompt; `unrecorded_tool_call`: it asked for a tool's result that the row has not recorded.
 */
export const trialStatuses = [...evaluatorOutcomes, 'error', 'unrecorded_tool_call'] as const
export type TrialStatus = (typeof trialStatuses)[number]

export const trialScoreSchema = z.object({
  evaluator: z.string(),
  evaluatorVersion: z.string(),
  outcome: z.enum(evaluatorOutcomes),
  /** 0 (worst) to 1 (best); null when there is none. */
  score: z.number().nullable(),
  reason: z.string(),
})
export type TrialScore = z.infer<typeof trialScoreSchema>

/** One execution of one row. */
export const trialSchema = z.object({
  runId: z.string(),
  rowId: z.string(),
  rowRevision: z.int().min(1),
  /** Counts the repeats of a row from 1. */
  trial: z.int().min(1),
  /** Counts the tries to make this trial from 1: more than one after a crash. */
  attempt: z.int().min(1),
  status: z.enum(trialStatuses),
  output: z.object({ messages: z.array(messageSchema), value: jsonValueSchema.exactOptional() }).nullable(),
  /** In the order in which they were made; null where nobody recorded them. */
  toolCalls: z.array(toolCallSchema).nullable(),
  error: z.object({ type: z.string(), message: z.string() }).nullable(),
  /** In words: the call that the row has no recording of. */
  unrecordedToolCall: z.string().nullable(),
  scores: z.array(trialScoreSchema),
  /** Milliseconds from asking the target to its whole output; null when there is none. */
  latencyMs: z.number().min(0).nullable(),
  usage: usageSchema.nullable(),
  /** Null where no price is known: then nobody knows what it cost. */
  costUsd: z.number().min(0).nullable(),
  /** What the models that judged it cost besides; left out when none was asked. */
  judgeCostUsd: z.number().min(0).exactOptional(),
  traceId: z.string().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
})
export type Trial = z.infer<typeof trialSchema>
