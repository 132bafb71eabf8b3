import { z } from 'zod'
import { newRowSchema, rowEditSchema, rowStatuses } from '../rows/row.ts'
import { rowSourceSchema } from '../rows/row-source.ts'
import { rowSummarySchema } from './row-answers.ts'

/** Where a row comes from, as its sender knows it: who and when is the server's to say. */
export const givenSourceSchema = rowSourceSchema.omit({ who: true, at: true })
export type GivenSource = z.infer<typeof givenSourceSchema>

/** Given by whoever keeps rows in files, so that a row is the same on every server; no two rows of a server share one. */
export const givenRowIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'a row id has 1 to 100 letters, digits, ".", "_" and "-", and starts with a letter or digit',
  )

/**
 * A row to be added: `source` says `manual` when left out; `active` needs an evaluator that may be attached; without `id` it is
 * given one.
 */
export const addedRowSchema = z
  .looseObject({
    id: givenRowIdSchema.exactOptional(),
    source: givenSourceSchema.default({ kind: 'manual' }),
    status: z.enum(rowStatuses).default('draft'),
  })
  .describe('A row as in GET /api/rows/{id}; what is left out is empty')
export type AddedRow = Omit<z.input<typeof newRowSchema>, 'source'> & {
  readonly id?: string
  readonly source?: GivenSource
  readonly status?: (typeof rowStatuses)[number]
}

/**
 * What becomes of rows that equal others or nearly do. `report`: if any row does, none is stored, and the answer says
 * which. `merge`: such a row is merged into the most similar one. `add`: stored all the same. `skip`: an exact duplicate is
 * left out; a near one is stored, since a word may be all that sets two tests apart.
 */
export const duplicateChoices = ['report', 'merge', 'add', 'skip'] as const
export const duplicateChoiceSchema = z.enum(duplicateChoices)
export type DuplicateChoice = z.infer<typeof duplicateChoiceSchema>

export const mostRowsAtOnce = 1000

export const addRowsSchema = z.strictObject({
  rows: z.array(addedRowSchema).min(1).max(mostRowsAtOnce),
  onDuplicate: duplicateChoiceSchema.default('report'),
  note: z.string().trim().max(2000).default(''),
})
export type AddRows = Omit<z.input<typeof addRowsSchema>, 'rows'> & { readonly rows: readonly AddedRow[] }

export const duplicateSchema = z.object({
  /** Null for a row of the same request. */
  rowId: z.string().nullable(),
  /** Its position in the request, where it is of the same. */
  index: z.number().int().nonnegative().nullable(),
  /** Jaccard similarity of what the inputs say; 1 for an exact duplicate. */
  similarity: z.number(),
  /** Input and context are the same, not only nearly. */
  isExact: z.boolean(),
  status: z.enum(rowStatuses),
  preview: z.string(),
})
export type Duplicate = z.infer<typeof duplicateSchema>

export const addedRowsSchema = z.object({
  /** The state of the dataset after it. */
  revision: z.number().int().nonnegative(),
  added: z.number().int().nonnegative(),
  /** For each row of the request, in its order. */
  results: z.array(
    z.object({
      /** `held`: not stored, since a row of this request has a duplicate and `onDuplicate` is `report`. */
      outcome: z.enum(['added', 'held', 'merged', 'skipped']),
      /** The row that was made, or into which it was merged. */
      rowId: z.string().nullable(),
      /** The most similar first. */
      duplicates: z.array(duplicateSchema),
      /** Why a row that was to be active is a draft; null otherwise. */
      remark: z.string().nullable(),
    }),
  ),
})
export type AddedRows = z.infer<typeof addedRowsSchema>

export const findDuplicatesSchema = z.strictObject({
  row: addedRowSchema,
  /** A row that is no duplicate of itself. */
  exceptRowId: z.string().exactOptional(),
})
export const foundDuplicatesSchema = z.object({ duplicates: z.array(duplicateSchema) })

const reason = z.string().trim().max(2000).default('').describe('Needed where the change makes a row protect less')

/** Sent with `If-Match: <revision>`, the revision that was looked at. */
export const editRowSchema = z.strictObject({ edit: rowEditSchema, reason })
export type EditRow = z.input<typeof editRowSchema>

export const changeStatusSchema = z.strictObject({ status: z.enum(rowStatuses), reason })
export type ChangeStatus = z.input<typeof changeStatusSchema>

/** The status of many rows at once: all or none. */
export const changeStatusesSchema = z.strictObject({
  rowIds: z.array(z.string().min(1)).min(1).max(mostRowsAtOnce),
  status: z.enum(rowStatuses),
  reason,
})
export type ChangeStatuses = z.input<typeof changeStatusesSchema>
export const changedRowsSchema = z.object({ revision: z.number(), rows: z.array(rowSummarySchema) })

/** The duplicate is archived, and what it demands is demanded by the row. */
export const mergeRowSchema = z.strictObject({ duplicateId: z.string().min(1), reason })

export const draftRowSchema = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hex digits'),
  spanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'a span id is 16 lower-case hex digits')
    .exactOptional(),
})
/** A row that can be sent to POST /api/datasets/{dataset}/rows once it is completed. */
export const draftedRowSchema = z.object({ row: newRowSchema })
