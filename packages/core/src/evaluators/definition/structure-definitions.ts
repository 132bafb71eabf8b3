import { z } from 'zod'
import { jsonObjectSchema, jsonValueSchema } from '../../traces/index.ts'
import { jsonPointerSchema } from './json-pointer.ts'

/** Models like to wrap JSON in a Markdown code fence; whether that breaks the contract is for the evaluator to say. */
const allowCodeFence = z.boolean().default(false)

const toleranceSchema = z.number().min(0)

export const jsonValidSchema = z.strictObject({ kind: z.literal('json_valid'), allowCodeFence })

/** The output is JSON that a JSON Schema accepts. Which drafts and keywords hold is up to the validator given to `evaluate`. */
export const jsonSchemaSchema = z.strictObject({
  kind: z.literal('json_schema'),
  schema: jsonObjectSchema,
  allowCodeFence,
})

const fieldRuleSchema = z.discriminatedUnion('compare', [
  /** The same JSON value. */
  z.strictObject({ compare: z.literal('exact') }),
  /** The same text but for case and the space around it. */
  z.strictObject({ compare: z.literal('text') }),
  /** A number no further away than either tolerance allows; `relative` is a share of the expected number. */
  z.strictObject({
    compare: z.literal('number'),
    absolute: toleranceSchema.default(0),
    relative: toleranceSchema.default(0),
  }),
  /** A text with at least this Levenshtein ratio. */
  z.strictObject({ compare: z.literal('similar'), minScore: z.number().min(0).max(1) }),
  /** Any value but null; what the row expects does not matter. */
  z.strictObject({ compare: z.literal('present') }),
  /** No such field, or null. */
  z.strictObject({ compare: z.literal('absent') }),
])
export type FieldRule = z.infer<typeof fieldRuleSchema>

export const jsonFieldsSchema = z
  .strictObject({
    kind: z.literal('json_fields'),
    fields: z
      .array(
        z.strictObject({
          path: jsonPointerSchema,
          rule: fieldRuleSchema.default({ compare: 'exact' }),
          /** Left out: the value at the same place of the row's expected output. */
          expected: jsonValueSchema.optional(),
          weight: z.number().positive().max(1000).default(1),
        }),
      )
      .min(1)
      .max(200),
    /** Share of the weight that must be right; 1 means every field. */
    minScore: z.number().gt(0).max(1).default(1),
    allowCodeFence,
  })
  .refine(({ fields }) => new Set(fields.map((field) => field.path)).size === fields.length, {
    path: ['fields'],
    message: 'two fields have the same path',
  })

export const numericSchema = z.strictObject({
  kind: z.literal('numeric'),
  /** Left out: the number in the row's expected output. */
  expected: z.number().optional(),
  absolute: toleranceSchema.default(0),
  /** A share of the expected number: 0.01 allows one percent. */
  relative: toleranceSchema.default(0),
  /** Where the number is: the whole output, the first or the last number in its text, or a place in its JSON. */
  at: z.union([z.enum(['whole', 'first', 'last']), z.strictObject({ path: jsonPointerSchema })]).default('whole'),
  allowCodeFence,
})

const toolNameSchema = z.string().min(1).max(200)

export const expectedToolCallSchema = z.strictObject({
  name: toolNameSchema,
  /** Left out: any arguments. */
  arguments: jsonValueSchema.optional(),
})
export type ExpectedToolCall = z.infer<typeof expectedToolCallSchema>

export const toolCallsSchema = z.strictObject({
  kind: z.literal('tool_calls'),
  /** Left out: the row's expected tool calls. An empty list: no call. */
  expected: z.array(expectedToolCallSchema).max(200).optional(),
  /** Only calls of these tools are looked at, on both sides; left out: all. For example those that change something. */
  tools: z.array(toolNameSchema).min(1).max(200).optional(),
  order: z.enum(['any', 'in_order']).default('any'),
  /** `subset`: an object may have more keys than expected, at any depth. */
  arguments: z.enum(['exact', 'subset', 'ignore']).default('subset'),
  /** Whether calls that nobody expected are a fail. */
  extraCalls: z.enum(['allow', 'refuse']).default('refuse'),
  /** Calls that failed are not looked at: what a tool refused changed nothing. Left out: they are. */
  ignoreFailed: z.boolean().exactOptional(),
})

export const latencySchema = z.strictObject({ kind: z.literal('latency'), maxMs: z.number().positive() })
export const costSchema = z.strictObject({ kind: z.literal('cost'), maxUsd: z.number().min(0) })
