import { z } from 'zod'
import { type RunComparison, runChanges } from '../compare-runs.ts'
import { rowStandings } from '../summarise-run.ts'
import { passRateSchema, runViewSchema } from './run-views.ts'

/** Where one side of a comparison stands on a row; the outputs are those that `trial-views` has for each run. */
export const comparedRowSchema = z.object({
  rowId: z.string(),
  change: z.enum(runChanges),
  before: z.enum(rowStandings),
  after: z.enum(rowStandings),
  beforeRate: z.number().nullable(),
  afterRate: z.number().nullable(),
  pValue: z.number(),
  isEdited: z.boolean(),
  inputPreview: z.string(),
  beforePreview: z.string(),
  afterPreview: z.string(),
}) satisfies z.ZodType<RunComparison['rows'][number]>
export type ComparedRow = z.infer<typeof comparedRowSchema>

/** GET /api/runs/{before}/compare/{after}. */
export const runComparisonViewSchema = z.object({
  before: runViewSchema,
  after: runViewSchema,
  beforePassRate: passRateSchema,
  afterPassRate: passRateSchema,
  counts: z.object(
    Object.fromEntries(runChanges.map((change) => [change, z.number()])) as Record<
      (typeof runChanges)[number],
      z.ZodNumber
    >,
  ),
  /** What differs between the runs beside the target: other evaluators, another dataset or revision. Empty: only the target. */
  warnings: z.array(z.string()),
  rows: z.array(comparedRowSchema),
  total: z.number(),
  nextCursor: z.string().nullable(),
})
export type RunComparisonView = z.infer<typeof runComparisonViewSchema>
