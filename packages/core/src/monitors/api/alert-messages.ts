import { z } from 'zod'
import {
  changeMarkSchema,
  metricIntervalSchema,
  metricUnits,
  sliceKeySchema,
  watchedMetricSchema,
} from '../../traces/index.ts'

/** `reopened` is open again after it was resolved. */
export const alertStates = ['open', 'acknowledged', 'resolved', 'reopened'] as const
export type AlertState = (typeof alertStates)[number]

export const alertSliceSchema = z.object({ key: sliceKeySchema, value: z.string() })
export type AlertSlice = z.infer<typeof alertSliceSchema>

/** A problem once, however long it lasts. */
export const alertSummarySchema = z.object({
  id: z.string(),
  monitor: z.string(),
  /** "Error rate of model gpt-4o rose from 2.1 % to 9.8 %". */
  title: z.string(),
  state: z.enum(alertStates),
  slice: alertSliceSchema.nullable(),
  direction: z.enum(['worse', 'better']),
  unit: z.enum(metricUnits),
  /** For a value that is new, and the like: null. */
  before: metricIntervalSchema.nullable(),
  now: metricIntervalSchema.nullable(),
  /** Since when, with the range it lies in with a probability of 0.8. */
  changedAt: z.iso.datetime(),
  changedFrom: z.iso.datetime(),
  changedTo: z.iso.datetime(),
  detectedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable(),
})
export type AlertSummary = z.infer<typeof alertSummarySchema>

export const alertEvents = [
  'opened',
  'updated',
  'acknowledged',
  'resolved',
  'reopened',
  'notified',
  'not_notified',
] as const

export const alertTraceSchema = z.object({
  traceId: z.string(),
  name: z.string(),
  startTime: z.string(),
  /** The metric's value of this trace, in its unit; null where it has none. */
  value: z.number().nullable(),
  inputPreview: z.string(),
  outputPreview: z.string(),
})
export type AlertTrace = z.infer<typeof alertTraceSchema>

export const alertSchema = alertSummarySchema.extend({
  metric: watchedMetricSchema,
  /** "One false alert like this in 90 days", "shown again by a second test" */
  sureness: z.object({
    /** On average this many days to a false alarm; null for a fixed threshold. */
    falseAlarmDays: z.number().nullable(),
    /** Whether a test of its own over both sides of the change found it too; null while too little came after it. */
    isConfirmed: z.boolean().nullable(),
    sentence: z.string(),
  }),
  /** Slices by how much of the change they explain (0 to 1), most first. */
  explainedBy: z.array(
    z.object({
      slice: alertSliceSchema,
      share: z.number(),
      before: metricIntervalSchema.nullable(),
      now: metricIntervalSchema.nullable(),
    }),
  ),
  /** What else changed around then: deployments, models, prompt versions; nearest first. */
  changes: z.array(changeMarkSchema),
  /** Traces after the change. */
  typical: z.array(alertTraceSchema),
  worst: z.array(alertTraceSchema),
  /** Where the evidence is: the query of the list of traces, without `?`. */
  tracesQuery: z.string(),
  history: z.array(z.object({ at: z.iso.datetime(), event: z.enum(alertEvents), who: z.string(), note: z.string() })),
})
export type Alert = z.infer<typeof alertSchema>

/** GET /api/alerts */
export const alertListQuerySchema = z.object({
  state: z.enum(['open', 'resolved', 'all']).default('open'),
  monitor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})
export const alertListSchema = z.object({ alerts: z.array(alertSummarySchema), nextCursor: z.string().nullable() })
export type AlertList = z.infer<typeof alertListSchema>

/** POST /api/alerts/{id}/acknowledge, …/resolve */
export const alertActionSchema = z.strictObject({
  note: z.string().max(5000).default(''),
  /** When resolving: what is now is the new usual, to be learned from the change on. */
  isNewUsual: z.boolean().default(false),
})
export type AlertAction = z.input<typeof alertActionSchema>
