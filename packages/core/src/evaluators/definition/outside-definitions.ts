import { z } from 'zod'
import { jsonObjectSchema } from '../../traces/index.ts'

const minScoreSchema = z.number().gt(0).max(1)
const questionSchema = z.string().trim().min(1).max(4000)
const promptSchema = z.string().min(1).max(50_000)

const judgeModelSchema = z.strictObject({
  provider: z.string().min(1).max(100),
  model: z.string().min(1).max(200),
  /** temperature, seed, reasoning effort, …, as the provider names them. */
  parameters: jsonObjectSchema.optional(),
})

/**
 * JavaScript that runs in a sandbox without network and files: a function of the subject that returns a verdict (see
 * `readVerdict`) or a promise of one, as an expression or called `evaluate`.
 */
export const codeSchema = z.strictObject({
  kind: z.literal('code'),
  language: z.literal('javascript'),
  source: z.string().min(1).max(100_000),
  timeoutMs: z.number().int().min(1).max(10_000).default(1000),
  memoryMb: z.number().int().min(1).max(256).default(32),
  /** Score from which it is a pass, where the code returns only a score. */
  minScore: minScoreSchema.default(1),
})

/** A POST of the subject as JSON; the answer is a verdict. Headers are part of the version and shown: they name secrets, and hold none. */
export const httpSchema = z.strictObject({
  kind: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }).max(2000),
  headers: z.record(z.string().min(1).max(200), z.string().max(4000)).default({}),
  timeoutMs: z.number().int().min(1).max(120_000).default(10_000),
  minScore: minScoreSchema.default(1),
})

/** Yes/no questions, each asked by itself, so that an answer to one cannot colour the next. */
const rubricSchema = z
  .strictObject({
    form: z.literal('rubric'),
    criteria: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z0-9_-]{1,60}$/, 'a criterion id has 1 to 60 of a–z, 0–9, "_" and "-"'),
          question: questionSchema,
          /** The answer that speaks for the output. */
          want: z.enum(['yes', 'no']).default('yes'),
          weight: z.number().positive().max(1000).default(1),
        }),
      )
      .min(1)
      .max(50),
    /** Share of the weight that must be met; 1 means every criterion. */
    minScore: minScoreSchema.default(1),
  })
  .refine(({ criteria }) => new Set(criteria.map(({ id }) => id)).size === criteria.length, {
    path: ['criteria'],
    message: 'two criteria have the same id',
  })
export type JudgeRubric = z.infer<typeof rubricSchema>

/** A prompt of one's own that ends in one of the named choices, each worth a score. */
const choiceSchema = z
  .strictObject({
    form: z.literal('prompt'),
    prompt: promptSchema,
    choices: z.record(z.string().min(1).max(100), z.number().min(0).max(1)),
    minScore: minScoreSchema,
  })
  .refine(({ choices }) => Object.keys(choices).length >= 2, { path: ['choices'], message: 'at least two choices' })
export type JudgeChoices = z.infer<typeof choiceSchema>

/** The output against the row's expected output, asked twice with the two in either place. */
const pairwiseSchema = z.strictObject({
  form: z.literal('pairwise'),
  question: questionSchema,
  /** Whether the output must win, or may also tie. */
  want: z.enum(['better', 'not_worse']).default('not_worse'),
})
export type JudgePairwise = z.infer<typeof pairwiseSchema>

export const judgeSchema = z.strictObject({
  kind: z.literal('judge'),
  model: judgeModelSchema,
  method: z.discriminatedUnion('form', [rubricSchema, choiceSchema, pairwiseSchema]),
})

/** The scorers of the `autoevals` package by its own names, those that ask a model. */
export const autoevalsScorers = [
  'Factuality',
  'ClosedQA',
  'Battle',
  'Humor',
  'Possible',
  'Security',
  'Sql',
  'Summary',
  'Translation',
  'AnswerCorrectness',
  'AnswerRelevancy',
  'AnswerSimilarity',
  'ContextEntityRecall',
  'ContextPrecision',
  'ContextRecall',
  'ContextRelevancy',
  'Faithfulness',
  'Moderation',
] as const

export const autoevalsSchema = z.strictObject({
  kind: z.literal('autoevals'),
  scorer: z.enum(autoevalsScorers),
  model: judgeModelSchema.optional(),
  /** Further arguments of the scorer, such as `criteria` of ClosedQA. */
  options: jsonObjectSchema.optional(),
  minScore: minScoreSchema,
})
