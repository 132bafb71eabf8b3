import { z } from 'zod'
import { rowContextSchema, rowInputSchema } from '../../datasets/index.ts'
import { jsonValueSchema } from '../../traces/index.ts'
import { trialSchema } from '../run-answers.ts'
import { rowStandings } from '../summarise-run.ts'
import { evaluatorCountsSchema, trialCountsSchema } from './run-views.ts'

/** One row of a run, with what its trials came to. */
export const runRowSchema = z.object({
  rowId: z.string(),
  rowRevision: z.number(),
  standing: z.enum(rowStandings),
  trials: trialCountsSchema,
  flakeRate: z.number().nullable(),
  evaluators: z.array(evaluatorCountsSchema),
  /** Means over its trials; null where none has it. */
  latencyMs: z.number().nullable(),
  totalTokens: z.number().nullable(),
  costUsd: z.number().nullable(),
  /** Starts of texts, one line, at most 300 characters. The output is that of the first trial that did worst. */
  inputPreview: z.string(),
  outputPreview: z.string(),
  /** The first reason of a fail, or the error; '' when all passed. */
  reasonPreview: z.string(),
})
export type RunRow = z.infer<typeof runRowSchema>

export const runRowListSchema = z.object({
  rows: z.array(runRowSchema),
  /** Rows that match, on all pages. */
  total: z.number(),
  nextCursor: z.string().nullable(),
})
export type RunRowList = z.infer<typeof runRowListSchema>

export const trialListSchema = z.object({ trials: z.array(trialSchema), nextCursor: z.string().nullable() })
export type TrialList = z.infer<typeof trialListSchema>

/** The row as it ran, and all its trials: the last attempt of each, in order. */
export const runRowDetailSchema = z.object({
  rowId: z.string(),
  rowRevision: z.number(),
  standing: z.enum(rowStandings),
  input: rowInputSchema,
  context: rowContextSchema,
  expectedBehavior: z.string(),
  reference: jsonValueSchema,
  sourceTraceId: z.string().nullable(),
  trials: z.array(trialSchema),
})
export type RunRowDetail = z.infer<typeof runRowDetailSchema>
