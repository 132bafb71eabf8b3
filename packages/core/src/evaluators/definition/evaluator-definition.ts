import { z } from 'zod'
import { autoevalsSchema, codeSchema, httpSchema, judgeSchema } from './outside-definitions.ts'
import {
  costSchema,
  jsonFieldsSchema,
  jsonSchemaSchema,
  jsonValidSchema,
  latencySchema,
  numericSchema,
  toolCallsSchema,
} from './structure-definitions.ts'
import {
  containsSchema,
  endsWithSchema,
  equalsSchema,
  lengthSchema,
  regexSchema,
  secretsSchema,
  similaritySchema,
  startsWithSchema,
} from './text-definitions.ts'

const singleSchema = z.discriminatedUnion('kind', [
  equalsSchema,
  containsSchema,
  startsWithSchema,
  endsWithSchema,
  regexSchema,
  jsonValidSchema,
  jsonSchemaSchema,
  jsonFieldsSchema,
  numericSchema,
  similaritySchema,
  toolCallsSchema,
  lengthSchema,
  latencySchema,
  costSchema,
  secretsSchema,
  codeSchema,
  httpSchema,
  judgeSchema,
  autoevalsSchema,
])

/** A check that is not made of others. */
export type SingleDefinition = z.infer<typeof singleSchema>
/** The definition of one kind. */
export type DefinitionOf<K extends SingleDefinition['kind']> = Extract<SingleDefinition, { kind: K }>

export interface CombineDefinition {
  readonly kind: 'combine'
  /** Every part passes, at least one does, or the weighted mean of their scores reaches `minScore`. */
  readonly mode: 'all' | 'any' | 'weighted'
  readonly parts: readonly {
    readonly name?: string | undefined
    /** Of the weighted mean only. */
    readonly weight: number
    readonly definition: EvaluatorDefinition
  }[]
  /** Of the weighted mean only. */
  readonly minScore: number
}

export type EvaluatorDefinition = SingleDefinition | CombineDefinition

const maxDepth = 5
const maxParts = 100

const combineSchema = z.strictObject({
  kind: z.literal('combine'),
  mode: z.enum(['all', 'any', 'weighted']),
  parts: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200).optional(),
        weight: z.number().positive().max(1000).default(1),
        definition: z.lazy((): z.ZodType<EvaluatorDefinition> => anySchema),
      }),
    )
    .min(1)
    .max(maxParts),
  minScore: z.number().gt(0).max(1).default(1),
})

const anySchema: z.ZodType<EvaluatorDefinition> = z.discriminatedUnion('kind', [...singleSchema.options, combineSchema])

/**
 * What an evaluator checks. A definition is complete: parsing fills every default in, parts are held and not referred to, so
 * its text (`evaluatorVersionText`) says everything that decides a result, model and judge prompt included.
 */
export const evaluatorDefinitionSchema: z.ZodType<EvaluatorDefinition> = z
  .unknown()
  .superRefine((input, context) => {
    const size = sizeOf(input, 0)
    if (size.depth > maxDepth)
      context.addIssue({ code: 'custom', message: `more than ${maxDepth} combinations in each other` })
    else if (size.parts > maxParts) context.addIssue({ code: 'custom', message: `more than ${maxParts} parts in all` })
  })
  .pipe(anySchema)
  // A combination holds definitions, and a description of the API that follows them has no end.
  .meta({ type: 'object', description: 'What an evaluator checks, by `kind`' })

export type EvaluatorKind = EvaluatorDefinition['kind']

/** Measured before the schema walks in, which is recursive. */
function sizeOf(input: unknown, depth: number): { depth: number; parts: number } {
  const isCombination = typeof input === 'object' && input !== null && 'parts' in input && Array.isArray(input.parts)
  if (!isCombination || depth > maxDepth) return { depth, parts: 1 }
  let deepest = depth + 1
  let parts = 0
  for (const part of input.parts as unknown[]) {
    const held = typeof part === 'object' && part !== null && 'definition' in part ? part.definition : undefined
    const size = sizeOf(held, depth + 1)
    deepest = Math.max(deepest, size.depth)
    parts += size.parts
    if (deepest > maxDepth || parts > maxParts) break
  }
  return { depth: deepest, parts }
}
