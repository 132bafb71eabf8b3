import { z } from 'zod'
import { jsonValueSchema } from '../../traces/index.ts'
import { compileLinearPattern } from '../pattern/index.ts'

const textSchema = z.string().min(1).max(20_000)
const shareSchema = z.number().min(0).max(1)

/** The output is the expected one: as a value where that is JSON, otherwise as text. */
export const equalsSchema = z.strictObject({
  kind: z.literal('equals'),
  /** Left out: the row's expected output. */
  expected: jsonValueSchema.optional(),
  ignoreCase: z.boolean().default(false),
  /** Of text: compared as it is, without what surrounds it, or with each run of it as one space. */
  whitespace: z.enum(['exact', 'trim', 'collapse']).default('trim'),
})

export const containsSchema = z.strictObject({
  kind: z.literal('contains'),
  mode: z.enum(['any', 'all', 'none']),
  values: z.array(textSchema).min(1).max(200),
  ignoreCase: z.boolean().default(false),
})

const affixSchema = textSchema.regex(/\S/, 'it must hold more than space')

/** Space around the output does not count, here and in `ends_with`. */
export const startsWithSchema = z.strictObject({
  kind: z.literal('starts_with'),
  value: affixSchema,
  ignoreCase: z.boolean().default(false),
})

export const endsWithSchema = z.strictObject({
  kind: z.literal('ends_with'),
  value: affixSchema,
  ignoreCase: z.boolean().default(false),
})

/** A regular expression in JavaScript's syntax with the `u` flag. */
export const regexSchema = z
  .strictObject({
    kind: z.literal('regex'),
    pattern: z.string().min(1).max(2000),
    ignoreCase: z.boolean().default(false),
    /** `^` and `$` also match at line breaks. */
    multiline: z.boolean().default(false),
    /** `.` also matches line breaks. */
    dotAll: z.boolean().default(false),
    expect: z.enum(['match', 'no_match']).default('match'),
    /**
     * `linear` takes time in proportion to the text whatever the pattern, and has no back-references and no look-around.
     * `backtracking` has them, could run for ever, and so runs only in the sandbox of the server, under a time limit.
     */
    engine: z.enum(['linear', 'backtracking']).default('linear'),
  })
  .superRefine((definition, context) => {
    const { problem } = compileLinearPattern(definition.pattern, definition)
    if (problem === undefined || (definition.engine === 'backtracking' && problem.code !== 'syntax')) return
    const way = problem.code === 'syntax' ? '' : '; write it another way, or set engine to "backtracking"'
    context.addIssue({ code: 'custom', path: ['pattern'], message: `cannot be searched: ${problem.message}${way}` })
  })

const embeddingModelSchema = z.strictObject({ provider: z.string().min(1).max(100), model: z.string().min(1).max(200) })

export const similaritySchema = z
  .strictObject({
    kind: z.literal('similarity'),
    method: z.enum(['levenshtein', 'bleu', 'rouge_l', 'embedding']),
    /** Left out: the row's expected output. */
    expected: textSchema.optional(),
    minScore: shareSchema,
    ignoreCase: z.boolean().default(false),
    /** Whose vectors are compared, by cosine. */
    embedding: embeddingModelSchema.optional(),
  })
  .refine((definition) => (definition.method === 'embedding') === (definition.embedding !== undefined), {
    path: ['embedding'],
    message: 'the method "embedding" needs the provider and model of its vectors, and no other method has any',
  })

const limitSchema = z.number().int().min(0)

/** Tokens are those the model's provider counted for the output. */
export const lengthSchema = z
  .strictObject({
    kind: z.literal('length'),
    unit: z.enum(['words', 'characters', 'tokens']),
    min: limitSchema.optional(),
    max: limitSchema.optional(),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'a length needs min, max or both')
  .refine(({ min, max }) => (min ?? 0) <= (max ?? Number.POSITIVE_INFINITY), {
    path: ['max'],
    message: 'max is less than min',
  })

const leakKinds = ['secrets', 'cards', 'emails'] as const

/** The output holds nothing of these kinds, found as by the redaction of traces. */
export const secretsSchema = z.strictObject({
  kind: z.literal('secrets'),
  find: z
    .array(z.enum(leakKinds))
    .min(1)
    .default([...leakKinds]),
})
