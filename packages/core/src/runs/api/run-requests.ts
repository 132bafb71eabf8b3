import { z } from 'zod'
import { rowStatuses } from '../../datasets/index.ts'
import { runChanges } from '../compare-runs.ts'
import { runStatuses, targetTypes, trialStatuses } from '../run-answers.ts'
import { rowStandings } from '../summarise-run.ts'
import { targetSpecSchema } from './target-spec.ts'

export const maxRowsPerRun = 100_000
export const maxTrialsPerRun = 1_000_000

const evaluatorNames = z.array(z.string().min(1).max(500)).max(100)

export const newRunSchema = z.strictObject({
  target: targetSpecSchema,
  datasetName: z.string().min(1).max(100),
  /** The newest one when left out. */
  datasetRevision: z.int().min(1).exactOptional(),
  /** Rows with one of these statuses; active ones when left out. Does not limit `rowIds`. */
  rowStatuses: z.array(z.enum(rowStatuses)).min(1).exactOptional(),
  rowIds: z.array(z.string().min(1).max(200)).min(1).max(maxRowsPerRun).exactOptional(),
  /** They judge every row. */
  evaluators: evaluatorNames.default([]),
  /** Whether each row is judged by its own evaluators as well. */
  useRowEvaluators: z.boolean().default(true),
  trialsPerRow: z.int().min(1).max(1000).default(1),
  /** Trials at once, where the server makes them. */
  concurrency: z.int().min(1).max(200).default(8),
  /** Chosen by the server when left out. */
  seed: z.string().min(1).max(100).exactOptional(),
  spendingCapUsd: z.number().min(0).nullable().default(null),
  note: z.string().max(2000).default(''),
})
export type NewRun = z.input<typeof newRunSchema>
export type RunRequest = z.infer<typeof newRunSchema>

const oneOrMore = <Value extends z.ZodType>(value: Value) =>
  z.union([z.array(value), value.transform((one) => [one])]).optional()
const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
}

export const runListQuerySchema = z.object({
  datasetName: z.string().optional(),
  status: oneOrMore(z.enum(runStatuses)),
  targetType: oneOrMore(z.enum(targetTypes)),
  /** The name of the target, whole. */
  targetName: z.string().optional(),
  ...page,
})
export type RunListQuery = z.infer<typeof runListQuerySchema>

export const runRowsQuerySchema = z.object({
  standing: oneOrMore(z.enum(rowStandings)),
  /** Rows in which this evaluator failed at least one trial. */
  failedEvaluator: z.string().optional(),
  /** Worst first, or in the order of the dataset. */
  sort: z.enum(['standing', 'dataset']).default('dataset'),
  ...page,
})
export type RunRowsQuery = z.infer<typeof runRowsQuerySchema>

export const trialListQuerySchema = z.object({
  rowId: z.string().optional(),
  status: oneOrMore(z.enum(trialStatuses)),
  ...page,
})
export type TrialListQuery = z.infer<typeof trialListQuerySchema>

export const runComparisonQuerySchema = z.object({ change: oneOrMore(z.enum(runChanges)), ...page })
export type RunComparisonQuery = z.infer<typeof runComparisonQuerySchema>

export const runExportQuerySchema = z.object({ format: z.enum(['csv', 'json']).default('csv') })

export const cancelRunSchema = z.strictObject({ reason: z.string().max(500).default('') })
/** A field that is left out stays as it is. */
export const resumeRunSchema = z.strictObject({ spendingCapUsd: z.number().min(0).nullable().exactOptional() })
