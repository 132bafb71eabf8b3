import { z } from 'zod'
import { datasetSchema } from '../rows/dataset.ts'
import { rowChanges } from '../rows/row-revision.ts'

export const nameSuggestionSchema = z.object({ reason: z.string(), suggestion: z.string() })

/** A dataset as the API shows it. */
export const datasetViewSchema = datasetSchema.extend({
  /** Null while it is in use. An archived dataset stays readable and takes no changes. */
  archivedAt: z.iso.datetime().nullable(),
  /** A better name, where this one says nothing of what is protected. */
  nameSuggestion: nameSuggestionSchema.nullable(),
})
export type DatasetView = z.infer<typeof datasetViewSchema>

export const datasetListSchema = z.object({
  /** `provenRows`: in use, shown to fail before a fix and to hold with it. */
  datasets: z.array(datasetViewSchema.extend({ provenRows: z.int().min(0).default(0) })),
})
export type DatasetList = z.infer<typeof datasetListSchema>

export const datasetListQuerySchema = z.object({
  archived: z.enum(['exclude', 'include', 'only']).default('exclude').describe('Whether archived datasets are listed'),
})

/** Why a dataset goes; asked for where active rows would protect nothing any more. */
export const archiveDatasetSchema = z.strictObject({
  reason: z.string().trim().max(2000).default(''),
  /** Archive it although prompts name it as their protection; takes a reason. */
  force: z.boolean().default(false),
})

/** One change of a dataset or of any number of its rows. */
export const datasetRevisionSchema = z.object({
  /** The state of the dataset after it. */
  revision: z.number().int().positive(),
  change: z.enum(['dataset_created', 'dataset_edited', 'dataset_archived', 'dataset_restored', 'rows']),
  /** How many rows were changed how. */
  rowChanges: z.partialRecord(z.enum(rowChanges), z.number().int().positive()),
  /** Rows by status after it. */
  rowCounts: datasetSchema.shape.rowCounts,
  who: z.string(),
  at: z.iso.datetime(),
  note: z.string(),
})
export type DatasetRevision = z.infer<typeof datasetRevisionSchema>

export const datasetHistorySchema = z.object({
  revisions: z.array(datasetRevisionSchema),
  nextCursor: z.string().nullable(),
})
export type DatasetHistory = z.infer<typeof datasetHistorySchema>

export const historyQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(500).optional(),
})
