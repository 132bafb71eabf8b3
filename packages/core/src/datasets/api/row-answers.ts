import { z } from 'zod'
import { rowPriorities, rowSchema, rowStatuses } from '../rows/row.ts'
import { rowRevisionSchema } from '../rows/row-revision.ts'
import { rowSourceSchema } from '../rows/row-source.ts'
import { rowLabelSchema, rowRiskSchema } from '../rows/row-thresholds.ts'

/** `current`: proven as it stands. `outdated`: the test changed since. `erased`: its content was removed on request. */
export const proofStates = ['none', 'current', 'outdated', 'erased'] as const

/** One line of a list of rows: nothing of the content but its beginnings. */
export const rowSummarySchema = z.object({
  id: z.string(),
  status: z.enum(rowStatuses),
  revision: z.number().int().positive(),
  /** The beginning of what the input says. */
  preview: z.string(),
  expectedPreview: z.string(),
  priority: z.enum(rowPriorities),
  labels: z.array(rowLabelSchema),
  risks: z.array(rowRiskSchema),
  evaluators: z.array(z.string()),
  /** Of the row as it is today, also in a list of an earlier state. */
  proof: z.enum(proofStates),
  source: rowSourceSchema,
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
})
export type RowSummary = z.infer<typeof rowSummarySchema>

const several = <Item extends z.ZodType<string>>(item: Item) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? undefined : Array.isArray(value) ? value : [value]),
    z.array(item).max(50).optional(),
  )

/** Several values of a field mean any of them; different fields must all hold. */
export const rowFilterSchema = z.object({
  status: several(z.enum(rowStatuses)),
  label: several(rowLabelSchema),
  priority: several(z.enum(rowPriorities)),
  evaluator: several(z.string().min(1).max(500)),
  proof: several(z.enum(proofStates)),
  q: z.string().max(1000).optional().describe('A text that the input or the expected behavior contains'),
  revision: z.coerce.number().int().nonnegative().optional().describe('The dataset as it was at this revision'),
})
export type RowFilter = z.infer<typeof rowFilterSchema>

export const rowListQuerySchema = rowFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})
export type RowListQuery = z.infer<typeof rowListQuerySchema>

/** POST /api/rows/names: the first words of rows whose ids stand in sentences and verdicts. */
export const rowNamesRequestSchema = z.strictObject({ ids: z.array(z.string().min(1).max(500)).max(200) })
export const rowNamesSchema = z.object({
  /** By id; none of a row that is not there any more. */
  names: z.record(z.string(), z.string()),
})
export type RowNames = z.infer<typeof rowNamesSchema>

export const rowListSchema = z.object({
  /** The state of the dataset that is listed. */
  revision: z.number().int().nonnegative(),
  /** In the order in which they came in. */
  rows: z.array(rowSummarySchema),
  nextCursor: z.string().nullable(),
})
export type RowList = z.infer<typeof rowListSchema>

/** A row with the name of its dataset. */
export const rowViewSchema = rowSchema.extend({
  dataset: z.string(),
  proofState: z.enum(proofStates),
  /** Its content was removed on a person's request. */
  isErased: z.boolean(),
})
export type RowView = z.infer<typeof rowViewSchema>

/** A state of a row without its content. */
export const rowRevisionLineSchema = rowRevisionSchema.omit({ fields: true }).extend({
  /** Fields that differ from the revision before. */
  changedFields: z.array(z.string()),
})
export type RowRevisionLine = z.infer<typeof rowRevisionLineSchema>

/** Newest first. */
export const rowHistorySchema = z.object({
  revisions: z.array(rowRevisionLineSchema),
  nextCursor: z.string().nullable(),
})
export type RowHistory = z.infer<typeof rowHistorySchema>
