import { z } from 'zod'
import { rowContextSchema, rowInputSchema } from '../../datasets/index.ts'
import { toolCallSchema } from '../../evaluators/index.ts'
import { jsonValueSchema, messageSchema } from '../../traces/index.ts'
import { runStatuses, trialScoreSchema, trialStatuses } from '../run-answers.ts'

export const leaseRequestSchema = z.strictObject({
  /** Who works, for the reader: a host's name and process. */
  worker: z.string().min(1).max(200),
  /** Trials at most. */
  max: z.int().min(1).max(1000).default(50),
})
export type LeaseRequest = z.infer<typeof leaseRequestSchema>

/** A trial to make now. */
export const leasedTrialSchema = z.object({
  rowId: z.string(),
  rowRevision: z.number(),
  trial: z.number(),
  attempt: z.number(),
  /** To be sent along with every call (W3C Trace Context): spans that carry it belong to the trial. */
  traceparent: z.string(),
  input: rowInputSchema,
  context: rowContextSchema,
})
export type LeasedTrial = z.infer<typeof leasedTrialSchema>

export const leaseAnswerSchema = z.object({
  /** Null when there is nothing to hand out now. */
  leaseId: z.string().nullable(),
  trials: z.array(leasedTrialSchema),
  /** The lease is lost then unless results come in or it is renewed; null without one. */
  expiresAt: z.iso.datetime().nullable(),
  /** `running`: with nothing to hand out, others still hold trials; ask again after `retryAfterMs`. */
  status: z.enum(runStatuses),
  retryAfterMs: z.number(),
})
export type LeaseAnswer = z.infer<typeof leaseAnswerSchema>

export const leaseRenewalSchema = z.strictObject({ leaseId: z.string().min(1).max(100) })
export const leaseRenewedSchema = z.object({ expiresAt: z.iso.datetime(), status: z.enum(runStatuses) })
export type LeaseRenewed = z.infer<typeof leaseRenewedSchema>

const tokenCount = z.number().min(0)

/** What a target did in one trial. `output` null needs `error` or `unrecordedToolCall`. */
export const trialOutputSchema = z
  .strictObject({
    rowId: z.string().min(1),
    trial: z.int().min(1),
    attempt: z.int().min(1),
    output: z
      .strictObject({
        messages: z.array(messageSchema).max(10_000).default([]),
        /** Text, or JSON, of a target that sends no messages. */
        value: jsonValueSchema.exactOptional(),
      })
      .nullable(),
    /** In the order in which they were made; left out: those in the messages. */
    toolCalls: z.array(toolCallSchema).max(1000).exactOptional(),
    error: z
      .strictObject({ type: z.string().max(200), message: z.string().max(20_000) })
      .nullable()
      .default(null),
    /** In words: the call that the row has no recording of. */
    unrecordedToolCall: z.string().max(20_000).nullable().default(null),
    usage: z
      .strictObject({
        inputTokens: tokenCount.default(0),
        outputTokens: tokenCount.default(0),
        cacheReadTokens: tokenCount.default(0),
        cacheWriteTokens: tokenCount.default(0),
        reasoningTokens: tokenCount.default(0),
        totalTokens: tokenCount.exactOptional(),
      })
      .nullable()
      .default(null),
    costUsd: z.number().min(0).nullable().default(null),
    latencyMs: z.number().min(0).nullable().default(null),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
  })
  .refine(({ output, error, unrecordedToolCall }) => output !== null || error !== null || unrecordedToolCall !== null, {
    message: 'a trial without an output says why: "error" or "unrecordedToolCall"',
  })
export type TrialOutput = z.infer<typeof trialOutputSchema>
export type NewTrialOutput = z.input<typeof trialOutputSchema>

export const trialResultsSchema = z.strictObject({
  leaseId: z.string().min(1).max(100),
  /** As many as have ended: the rest of the lease may follow. Sent again, they change nothing. */
  results: z.array(trialOutputSchema).min(1).max(1000),
})
export type TrialResults = z.infer<typeof trialResultsSchema>

export const judgedTrialSchema = z.object({
  rowId: z.string(),
  trial: z.number(),
  attempt: z.number(),
  status: z.enum(trialStatuses),
  scores: z.array(trialScoreSchema),
})

export const resultsAnswerSchema = z.object({
  /** Those that were new, as they were judged. */
  trials: z.array(judgedTrialSchema),
  status: z.enum(runStatuses),
})
export type ResultsAnswer = z.infer<typeof resultsAnswerSchema>
