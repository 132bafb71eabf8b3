import { z } from 'zod'
import { evaluatorExampleSchema } from '../check-examples.ts'
import { type EvaluatorDefinition, evaluatorDefinitionSchema } from '../definition/index.ts'
import { evaluationSubjectSchema } from '../evaluation-subject.ts'
import { evaluatorResultSchema } from '../evaluator-result.ts'

/** Stands in addresses, in rows and in gates, and never changes. */
export const evaluatorNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,99}$/,
    'an evaluator name has 1 to 100 characters: lower-case letters, digits, ".", "_" and "-", starting with a letter or digit',
  )

const examplesSchema = z
  .array(evaluatorExampleSchema)
  .max(200)
  .refine((examples) => new Set(examples.map(({ name }) => name)).size === examples.length, {
    message: 'two examples have the same name',
  })
/** Free text of a person. PostgreSQL stores no NUL in text. */
export const noteSchema = z
  .string()
  .max(4000)
  .refine((text) => !text.includes('\0'), 'a note holds no NUL character')

export const newEvaluatorVersionSchema = z.strictObject({
  definition: evaluatorDefinitionSchema,
  /** Outputs that it must pass and outputs that it must fail. */
  examples: examplesSchema.default([]),
  note: noteSchema.default(''),
})
export type NewEvaluatorVersion = z.output<typeof newEvaluatorVersionSchema>

export const newEvaluatorSchema = newEvaluatorVersionSchema.extend({ name: evaluatorNameSchema })
export type NewEvaluator = z.output<typeof newEvaluatorSchema>

/** What became of the examples when they were last run; `unchecked`: they were not, or not all of them. */
export const examplesStates = ['right', 'wrong', 'unproven', 'unchecked'] as const
export type ExamplesState = (typeof examplesStates)[number]

export const examplesReportSchema = z.object({
  state: z.enum(examplesStates),
  /** False while an example comes out wrong: then it cannot be attached to rows. */
  mayAttach: z.boolean(),
  message: z.string(),
  /** One for each example, in their order; null for one that was not run. */
  results: z.array(evaluatorResultSchema.nullable()),
  checkedAt: z.iso.datetime().nullable(),
})
export type ExamplesReport = z.infer<typeof examplesReportSchema>

export const evaluatorVersionSchema = z.object({
  /** SHA-256 of `evaluatorVersionText` of its definition: two versions with the same id judge alike. */
  id: z.string(),
  name: z.string(),
  /** Counts the versions of an evaluator from 1. */
  number: z.int().min(1),
  // Parsed when it was stored; what is read again must not depend on the rules of today.
  definition: z
    .custom<EvaluatorDefinition>((value) => typeof value === 'object' && value !== null)
    .meta({ type: 'object', description: 'What it checks, by `kind`' }),
  examples: z.array(evaluatorExampleSchema),
  note: z.string(),
  author: z.string(),
  createdAt: z.iso.datetime(),
})
/** An immutable version of an evaluator. */
export type EvaluatorVersion = z.infer<typeof evaluatorVersionSchema>

/** A version with what became of its examples. */
export const checkedVersionSchema = evaluatorVersionSchema.extend({ check: examplesReportSchema })
export type CheckedVersion = z.infer<typeof checkedVersionSchema>

export const listedEvaluatorSchema = z.object({
  name: z.string(),
  kind: z.string(),
  /** Its newest version. */
  versionId: z.string(),
  number: z.int(),
  note: z.string(),
  author: z.string(),
  createdAt: z.iso.datetime(),
  exampleCount: z.int(),
  examplesState: z.enum(examplesStates),
  archivedAt: z.iso.datetime().nullable(),
  usedBy: z.object({ rows: z.int(), datasets: z.int(), prompts: z.int() }),
})
export type ListedEvaluator = z.infer<typeof listedEvaluatorSchema>
export const evaluatorListSchema = z.object({ evaluators: z.array(listedEvaluatorSchema) })

export const evaluatorListQuerySchema = z.object({
  /** Archived ones too. */
  archived: z.enum(['true', 'false']).default('false'),
})

/** Where an evaluator judges: rows of a dataset, or all runs of a prompt that names it. */
export const evaluatorUseSchema = z.object({
  evaluator: z.string(),
  kind: z.enum(['dataset', 'prompt']),
  name: z.string(),
  /** Of a dataset: its rows that name the evaluator, archived ones apart. */
  rows: z.int(),
})
export type EvaluatorUse = z.infer<typeof evaluatorUseSchema>
export const evaluatorUsesSchema = z.object({ uses: z.array(evaluatorUseSchema) })
export type EvaluatorUses = z.infer<typeof evaluatorUsesSchema>

/** An evaluator with all its versions, newest first. */
export const evaluatorDetailSchema = z.object({
  name: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  archivedAt: z.iso.datetime().nullable(),
  archivedBy: z.string().nullable(),
  /** Why, where somebody said so. */
  archiveReason: z.string(),
  versions: z.array(checkedVersionSchema),
})
export type EvaluatorDetail = z.infer<typeof evaluatorDetailSchema>

export const evaluatorChangeSchema = z.strictObject({
  isArchived: z.boolean(),
  reason: z.string().trim().max(2000).default(''),
  /** Archive it although prompts name it as their protection; takes a reason. */
  force: z.boolean().default(false),
})
export type EvaluatorChange = z.output<typeof evaluatorChangeSchema>

/** Judges without saving: for an editor that shows results as one types. */
export const evaluatorTrialSchema = z.strictObject({
  definition: evaluatorDefinitionSchema,
  subjects: z.array(evaluationSubjectSchema).min(1).max(50),
})
export type EvaluatorTrial = z.output<typeof evaluatorTrialSchema>
export const evaluatorTrialAnswerSchema = z.object({
  /** One for each subject, in their order. */
  results: z.array(z.object({ result: evaluatorResultSchema, durationMs: z.number() })),
})
export type EvaluatorTrialAnswer = z.infer<typeof evaluatorTrialAnswerSchema>

export const exampleCheckRequestSchema = z.strictObject({
  /** Left out: the newest. */
  number: z.int().min(1).optional(),
})
