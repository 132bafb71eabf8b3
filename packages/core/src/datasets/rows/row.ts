import { z } from 'zod'
import {
  jsonObjectSchema,
  jsonValueSchema,
  messagePartSchema,
  messageSchema,
  type RetrievedDocument,
  type ToolDefinition,
} from '../../traces/index.ts'
import { proofSchema } from '../proof/proof.ts'
import { rowSourceSchema } from './row-source.ts'
import { rowLabelSchema, rowRiskSchema, rowThresholds } from './row-thresholds.ts'
import { recordedToolCallSchema } from './tool-recordings.ts'

export const rowStatuses = ['draft', 'active', 'archived'] as const
export type RowStatus = (typeof rowStatuses)[number]

/** `blocking`: a release does not ship while the row fails. `advisory`: it is shown. */
export const rowPriorities = ['blocking', 'advisory'] as const
export type RowPriority = (typeof rowPriorities)[number]

/** Every target receives this object: variables fill the template, messages follow the prompt's own. */
export const rowInputSchema = z.strictObject({
  variables: jsonObjectSchema.default({}),
  messages: z.array(messageSchema).max(10_000).default([]),
})
export type RowInput = z.infer<typeof rowInputSchema>

const documentSchema: z.ZodType<RetrievedDocument, RetrievedDocument> = z.strictObject({
  id: z.string().exactOptional(),
  content: z.string().exactOptional(),
  score: z.number().exactOptional(),
  metadata: jsonValueSchema.exactOptional(),
})

const toolDefinitionSchema: z.ZodType<ToolDefinition, ToolDefinition> = z.strictObject({
  type: z.string(),
  name: z.string().min(1),
  description: z.string().exactOptional(),
  parameters: jsonValueSchema.exactOptional(),
})

/** What the row needs around its input to mean the same again. */
export const rowContextSchema = z.strictObject({
  /** What the model had been told when the row was recorded. Kept for the reader; a target brings its own. */
  systemInstructions: z.array(messagePartSchema).max(1000).default([]),
  documents: z.array(documentSchema).max(10_000).default([]),
  toolDefinitions: z.array(toolDefinitionSchema).max(1000).default([]),
  toolCalls: z.array(recordedToolCallSchema).max(10_000).default([]),
})
export type RowContext = z.infer<typeof rowContextSchema>

/** What came out at the source: what an evaluator of this row must judge as it was judged there. */
export const rowOutputSchema = z.strictObject({
  messages: z.array(messageSchema).max(10_000).default([]),
  /** The output of a span that sent no messages. */
  value: jsonValueSchema.exactOptional(),
  error: z.string().exactOptional(),
})
export type RowOutput = z.infer<typeof rowOutputSchema>

const probability = z.number().gt(0).lt(1)

/** The fields that a person edits. None has a default here: an edit leaves alone what it does not name. */
const editable = {
  input: rowInputSchema,
  context: rowContextSchema,
  /** In words: what a right output does. */
  expectedBehavior: z.string().max(20_000),
  /** A right output; null when none is known. Text, or JSON where the target answers JSON. */
  reference: jsonValueSchema,
  observedOutput: rowOutputSchema.nullable(),
  /** Which evaluators judge this row; what a reference means is theirs to say. */
  evaluators: z.array(z.string().min(1).max(500)).max(100),
  priority: z.enum(rowPriorities),
  labels: z.array(rowLabelSchema),
  risks: z.array(rowRiskSchema),
  /** Null: as the labels say (`rowThresholds`). */
  requiredPassProbability: probability.nullable(),
  passFloor: probability.nullable(),
  /** Whatever else is known of the row. */
  metadata: jsonObjectSchema,
}

interface Judged {
  readonly labels: z.infer<typeof editable.labels>
  readonly risks: z.infer<typeof editable.risks>
  readonly requiredPassProbability: number | null
  readonly passFloor: number | null
}

function checkFields(row: Judged, context: z.RefinementCtx): void {
  const { required, floor } = rowThresholds(row)
  if (floor >= required) {
    const message = `the pass floor (${floor}) must be below the required pass probability (${required})`
    context.addIssue({ code: 'custom', path: ['passFloor'], message })
  }
  if (row.labels.includes('high_risk') !== row.risks.length > 0) {
    const message =
      'a high-risk row has the label "high_risk" and says in "risks" what it is about; others have neither'
    context.addIssue({ code: 'custom', path: ['risks'], message })
  }
}

/** Everything about a row that its revisions keep, as it is stored. */
export const rowFieldsSchema = z.strictObject({ ...editable, source: rowSourceSchema }).superRefine(checkFields)
export type RowFields = z.infer<typeof rowFieldsSchema>

/** A row to be made: what is left out is empty, and it starts as a draft. */
export const newRowSchema = z
  .strictObject({
    input: editable.input,
    context: editable.context.prefault({}),
    expectedBehavior: editable.expectedBehavior.default(''),
    reference: editable.reference.default(null),
    observedOutput: editable.observedOutput.default(null),
    evaluators: editable.evaluators.default([]),
    priority: editable.priority.default('blocking'),
    labels: editable.labels.default([]),
    risks: editable.risks.default([]),
    requiredPassProbability: editable.requiredPassProbability.default(null),
    passFloor: editable.passFloor.default(null),
    metadata: editable.metadata.default({}),
    source: rowSourceSchema,
  })
  .superRefine(checkFields)
export type NewRow = z.input<typeof newRowSchema>

/** Fields that are left out stay as they are. Apply it with `editRow`, which checks the row as a whole. */
export const rowEditSchema = z.strictObject(editable).partial()
export type RowEdit = z.infer<typeof rowEditSchema>

export const rowSchema = z.object({
  ...editable,
  source: rowSourceSchema,
  id: z.string(),
  datasetId: z.string(),
  status: z.enum(rowStatuses),
  /** Counts from 1; every edit is a revision. */
  revision: z.number().int().positive(),
  /** The newest proof; null when the row has none. It may speak of an older revision: see `changesTest`. */
  proof: proofSchema.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
})
export type Row = z.infer<typeof rowSchema>
