import { z } from 'zod'
import { metricIntervalSchema } from '../../traces/index.ts'
import { shiftStateSchema } from '../detector/shift-detector.ts'
import { usualSchema } from './usual.ts'

const timeSpanSchema = z.object({ fromMs: z.number(), toMs: z.number() })

/** Since when a stream may have gone back, and the evidence of it. */
const returnSchema = z.object({
  detector: shiftStateSchema,
  /** A walk that falls while the stream stays away, held at 0; since it left 0, the sum of how far from the usual it was. */
  walk: z.number(),
  sinceMs: z.number(),
  sum: z.number(),
  count: z.int(),
})

export const openShiftSchema = z.object({
  kind: z.enum(['shift', 'threshold', 'new_value', 'silent_value']),
  direction: z.enum(['worse', 'better']),
  alarmAtMs: z.number(),
  change: z.object({ atMs: z.number(), fromMs: z.number(), toMs: z.number() }),
  before: timeSpanSchema.nullable(),
  /** Means of the observations. */
  usual: z.number().nullable(),
  now: z.number().nullable(),
  /** How far from the usual it is on average, with its sign. */
  way: z.number(),
  /** Observations since the change, when it was last located. */
  observed: z.int(),
  /** Observations since the alarm. */
  after: z.int(),
  /** How often the change was located again. */
  located: z.int(),
  isConfirmed: z.boolean().nullable(),
  /** Nobody is told: an improvement that nobody asked for, or a part of what is told already. */
  isQuiet: z.boolean(),
  back: returnSchema,
})
export type OpenShift = z.infer<typeof openShiftSchema>

const answersSchema = z.object({
  /** Whether it is usual, or was told. */
  isKnown: z.boolean(),
  seen: z.int(),
  lastMs: z.number(),
  /** How many others answered since. */
  others: z.int(),
  /** Of all answers, in the past that was learned from. */
  share: z.number(),
})

export const streamSchema = z.object({
  /** '' for all. */
  slice: z.string(),
  usual: usualSchema.nullable(),
  /** Since when evidence is gathered. */
  watchedFromMs: z.number(),
  /** What lies before it is not learned from. */
  learnFromMs: z.number(),
  /** Neither is what was found to be unusual. */
  unusual: z.array(timeSpanSchema),
  detector: shiftStateSchema,
  shift: openShiftSchema.nullable(),
  /** Of values that answer (`response_model`). */
  answers: answersSchema.nullable(),
})
export type Stream = z.infer<typeof streamSchema>

/** Something that was found after what is folded in, so that going over it again finds it in the same place. */
export const toldSchema = z.object({
  slice: z.string(),
  atMs: z.number(),
  /** Null: it was over. */
  shift: openShiftSchema.nullable(),
  /** Of what is over: since when, and whether where it is now is the new usual. */
  backSinceMs: z.number(),
  isNewUsual: z.boolean(),
})
export type Told = z.infer<typeof toldSchema>

/** All that a monitor remembers from round to round. */
export const monitorMemorySchema = z.object({
  /** What came before it is folded in, and never read again as evidence. */
  atMs: z.number(),
  learnedAtMs: z.number(),
  scale: z.object({ limit: z.number().nullable(), range: z.tuple([z.number(), z.number()]).nullable() }),
  /** The usual of all, in the metric's unit. */
  usual: metricIntervalSchema.nullable(),
  /** Of what is watched as a share above a quantile: around it, in its unit, where charts call it usual. */
  band: z.tuple([z.number(), z.number()]).nullable(),
  streams: z.array(streamSchema),
  told: z.array(toldSchema),
})
export type MonitorMemory = z.infer<typeof monitorMemorySchema>

export const noEvidence = (): Stream['detector'] => ({ observed: 0, worse: [], better: [] })

export const newStream = (slice: string, fromMs: number): Stream => ({
  ...{ slice, usual: null, watchedFromMs: fromMs, learnFromMs: 0, unusual: [], shift: null, answers: null },
  detector: noEvidence(),
})

/** What is changed in place while bins come in is the stream, its shift and its answers; all else of it is replaced. */
export const copyOf = (stream: Stream): Stream => ({
  ...stream,
  shift: stream.shift === null ? null : { ...stream.shift },
  answers: stream.answers === null ? null : { ...stream.answers },
})
