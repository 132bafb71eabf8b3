import { z } from 'zod'
import { traceFilterSchema } from '../../traces/index.ts'
import { rowFieldsSchema } from '../rows/row.ts'
import { importFormats } from '../rows/row-source.ts'
import { rowMappingSchema } from '../sources/row-mapping.ts'
import { duplicateChoiceSchema } from './row-requests.ts'

/** What was wrong with one record or trace that gave no row. */
export const recordProblemSchema = z.object({
  /** Line of a file, or position in its list; null for a trace. */
  line: z.number().int().nullable(),
  traceId: z.string().nullable(),
  where: z.string(),
  message: z.string(),
  fix: z.string(),
})
export type RecordProblem = z.infer<typeof recordProblemSchema>

/** Many rows that are made in the background: poll it, or wait for it with `?waitS=`. */
export const datasetJobSchema = z.object({
  id: z.string(),
  dataset: z.string(),
  kind: z.enum(['import', 'from_traces']),
  /** `interrupted`: the server stopped; what was made is there, and doing it again with `skip` makes the rest. */
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted']),
  /** Of the whole, as far as the size is known; bytes of a file, traces of a filter. */
  progress: z.object({ done: z.number(), total: z.number().nullable(), unit: z.enum(['bytes', 'traces']) }),
  /** Records or traces that were read. */
  read: z.number(),
  added: z.number(),
  merged: z.number(),
  /** Left out since they are duplicates. */
  skipped: z.number(),
  /** Added all the same, being nearly another. */
  nearDuplicates: z.number(),
  problemCount: z.number(),
  /** The first thousand. */
  problems: z.array(recordProblemSchema),
  /** Why it failed. */
  error: z.string().nullable(),
  startedBy: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})
export type DatasetJob = z.infer<typeof datasetJobSchema>

export const jobQuerySchema = z.object({
  waitS: z.coerce.number().min(0).max(30).default(0).describe('Answer when it has ended, or after so many seconds'),
})

const bulkChoiceSchema = duplicateChoiceSchema.exclude(['report'])

export const fromTracesPreviewSchema = z.strictObject({
  filter: traceFilterSchema,
  mapping: rowMappingSchema.default({}),
  limit: z.number().int().min(1).max(50).default(10),
})
export const fromTracesSchema = z.strictObject({
  filter: traceFilterSchema,
  mapping: rowMappingSchema.default({}),
  onDuplicate: bulkChoiceSchema.default('skip'),
  maxRows: z.number().int().min(1).max(100_000).default(10_000),
})
export type FromTraces = z.input<typeof fromTracesSchema>

export const mappingPreviewSchema = z.object({
  rows: z.array(
    z.object({
      traceId: z.string(),
      row: rowFieldsSchema,
      problems: z.array(z.object({ field: z.string(), message: z.string(), fix: z.string() })),
    }),
  ),
  problems: z.array(
    z.object({
      field: z.string(),
      message: z.string(),
      fix: z.string(),
      traceCount: z.number(),
      exampleTraceId: z.string(),
    }),
  ),
  /** Paths that the first traces have, for choosing from. */
  paths: z.array(z.string()),
})

/** Query of POST /api/datasets/{dataset}/import, whose body is the file; with `preview`, the first rows and nothing is stored. */
export const importQuerySchema = z.object({
  format: z.enum(importFormats).optional().describe('Found out from the content when left out'),
  file: z.string().min(1).max(1000).optional().describe('Name of the file, for the source of its rows'),
  mapping: z.string().max(100_000).optional().describe('A mapping as JSON; guessed when left out'),
  onDuplicate: bulkChoiceSchema.default('skip'),
  preview: z.coerce.number().int().min(1).max(100).optional().describe('Only read so many records'),
  waitS: jobQuerySchema.shape.waitS,
})
export type ImportQuery = z.infer<typeof importQuerySchema>

export const importPreviewSchema = z.object({
  format: z.enum(importFormats),
  /** The columns of a CSV or the keys of the first record. */
  columns: z.array(z.string()),
  /** What the columns are taken for; null where the format says it. */
  mapping: rowMappingSchema.nullable(),
  rows: z.array(z.object({ line: z.number(), row: rowFieldsSchema, status: z.string() })),
  problems: z.array(recordProblemSchema),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>

export const exportQuerySchema = z.object({ format: z.enum(['jsonl', 'csv']).default('jsonl') })
