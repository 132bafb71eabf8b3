import { z } from 'zod'
import { traceFilterSchema } from '../../traces/index.ts'
import { evaluationSubjectSchema } from '../evaluation-subject.ts'
import { evaluatorResultSchema } from '../evaluator-result.ts'
import { evaluatorNameSchema, noteSchema } from './evaluator-answers.ts'

/** Where a subject came from; all parts are for people to go back to. */
export const subjectSourceSchema = z.strictObject({
  traceId: z.string().max(200).optional(),
  spanId: z.string().max(200).optional(),
  datasetName: z.string().max(200).optional(),
  rowId: z.string().max(200).optional(),
  runId: z.string().max(200).optional(),
  trial: z.int().min(1).optional(),
})
export type SubjectSource = z.infer<typeof subjectSourceSchema>

const choiceSchema = z.enum(['output', 'reference', 'tie'])
/** What the judge said elsewhere, so that it need not be asked again. */
const judgementSchema = z.strictObject({
  result: evaluatorResultSchema,
  /** Id of the version that judged; left out: the newest. */
  versionId: z.string().max(100).optional(),
  /** Of a pairwise judge: its choice in either order. */
  choices: z.strictObject({ outputFirst: choiceSchema, referenceFirst: choiceSchema }).optional(),
})

export const newLabelSubjectSchema = z.strictObject({
  subject: evaluationSubjectSchema,
  source: subjectSourceSchema.default({}),
  judgement: judgementSchema.optional(),
})
export type NewLabelSubject = z.output<typeof newLabelSubjectSchema>
/** Subjects for the labelling queue of an evaluator. One that is there already is not added again. */
export const newLabelSubjectsSchema = z.strictObject({
  evaluator: evaluatorNameSchema,
  subjects: z.array(newLabelSubjectSchema).min(1).max(1000),
})
export const addedLabelSubjectsSchema = z.object({
  /** In the order in which they were given. */
  subjectIds: z.array(z.string()),
  addedCount: z.int(),
})

const queuedAtOnce = z.int().min(1).max(1000).default(100)

/** The outputs of the newest traces of a filter. */
export const labelsFromTracesSchema = z.strictObject({
  evaluator: evaluatorNameSchema,
  filter: traceFilterSchema,
  limit: queuedAtOnce,
})

/** Outputs of a run, drawn at random: the same ones whenever the same is asked. */
export const labelsFromRunSchema = z.strictObject({
  evaluator: evaluatorNameSchema,
  /** What the evaluator said of them in the run; left out: anything, also nothing. */
  outcomes: z
    .array(z.enum(['pass', 'fail', 'unknown']))
    .min(1)
    .exactOptional(),
  limit: queuedAtOnce,
})

export const queuedForLabelsSchema = z.object({
  addedCount: z.int(),
  /** In the queue already, or labelled. */
  knownCount: z.int(),
})
export type QueuedForLabels = z.infer<typeof queuedForLabelsSchema>

const humanOutcomeSchema = z.enum(['pass', 'fail'])
export const newLabelSchema = z.strictObject({
  subjectId: z.string().min(1).max(200),
  outcome: humanOutcomeSchema,
  note: noteSchema.default(''),
  /** Left out: the caller. For labels that were made elsewhere. */
  person: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}+$/u, 'a name holds no control characters')
    .optional(),
})
export type NewLabel = z.output<typeof newLabelSchema>
/** A person's later label of the same subject replaces the earlier one. */
export const newLabelsSchema = z.strictObject({ labels: z.array(newLabelSchema).min(1).max(1000) })

/** A human's word on one output, with a copy of that output. */
export const labelSchema = z.object({
  id: z.string(),
  evaluator: z.string(),
  subjectId: z.string(),
  subject: evaluationSubjectSchema,
  source: subjectSourceSchema,
  outcome: humanOutcomeSchema,
  note: z.string(),
  person: z.string(),
  createdAt: z.iso.datetime(),
})
export type Label = z.infer<typeof labelSchema>
export const labelListSchema = z.object({ labels: z.array(labelSchema), nextCursor: z.string().nullable() })
export const labelListQuerySchema = z.object({
  evaluator: evaluatorNameSchema,
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(200).optional(),
})

/** Why a subject comes next: what a label of it would settle. */
export const queueReasons = ['judge_unsure', 'judge_passed', 'judge_failed', 'not_judged'] as const
export const queueItemSchema = z.object({
  subjectId: z.string(),
  subject: evaluationSubjectSchema,
  source: subjectSourceSchema,
  why: z.enum(queueReasons),
  /** What the newest version of the judge said; null when it was not asked. To be hidden until the person has decided. */
  judgement: evaluatorResultSchema.nullable(),
})
export type QueueItem = z.infer<typeof queueItemSchema>
export const labelQueueSchema = z.object({
  /** Most useful first. */
  items: z.array(queueItemSchema),
  waitingCount: z.int(),
  labelledCount: z.int(),
  /** More labels that may prove the judge fit for gating; null when no number would. */
  labelsStillNeeded: z.int().nullable(),
})
export type LabelQueue = z.infer<typeof labelQueueSchema>
export const labelQueueQuerySchema = z.object({
  evaluator: evaluatorNameSchema,
  limit: z.coerce.number().int().min(1).max(200).default(20),
})

const intervalSchema = z.object({ low: z.number(), high: z.number() })
const labelRateSchema = z.object({ rate: z.number().nullable(), interval: intervalSchema, count: z.number() })

/** How an evaluator's newest version, or the one asked for, meets human labels. */
export const evaluatorAccuracySchema = z.object({
  evaluator: z.string(),
  versionId: z.string(),
  number: z.int(),
  /** Subjects with a label on which people agree and with a judgement of this version: what all figures rest on. */
  comparedCount: z.int(),
  /** Subjects that people labelled and this version has not judged. */
  notJudgedCount: z.int(),
  /** Subjects on which people disagree evenly; left out. */
  disputedCount: z.int(),
  kappa: z.object({
    kappa: z.number().nullable(),
    standardError: z.number().nullable(),
    interval: intervalSchema,
    agreement: z.number().nullable(),
    count: z.number(),
  }),
  sensitivity: labelRateSchema,
  specificity: labelRateSchema,
  informedness: labelRateSchema,
  undecided: labelRateSchema,
  /** False while labels do not prove that it tells good outputs from bad ones: then it may not decide a gate. */
  isFit: z.boolean(),
  reason: z.string(),
  labelsStillNeeded: z.int().nullable(),
  /** Pairwise judges only; null for others. */
  orderSwap: z
    .object({
      rate: z.number().nullable(),
      interval: intervalSchema,
      pairCount: z.int(),
      alwaysFirst: z.int(),
      alwaysLast: z.int(),
    })
    .nullable(),
  /** The share of all judged subjects that people would pass: what the judge says by itself, and corrected by the labels. */
  passRate: z.object({
    judged: z.object({ passed: z.int(), failed: z.int(), unknown: z.int() }),
    corrected: z.object({
      rate: z.number().nullable(),
      interval: intervalSchema,
      lambda: z.number(),
      effectiveLabels: z.number(),
    }),
  }),
})
export type EvaluatorAccuracy = z.infer<typeof evaluatorAccuracySchema>

export const accuracyQuerySchema = z.object({
  /** Number of the version; left out: the newest. */
  number: z.coerce.number().int().min(1).optional(),
})
/** Has the evaluator judge the subjects of its queue that this version has not judged yet. */
export const judgeSubjectsSchema = z.strictObject({
  limit: z.int().min(1).max(1000).default(200),
  /** Spent on model calls at most. */
  spendingCapUsd: z.number().positive().default(1),
})
export const judgedSubjectsSchema = z.object({ judgedCount: z.int(), leftCount: z.int(), message: z.string() })
