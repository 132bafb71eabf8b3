import { z } from 'zod'
import {
  changeMarkSchema,
  metricIntervalSchema,
  metricUnits,
  sliceKeySchema,
  watchedMetricSchema,
} from '../../traces/index.ts'
import { alertSummarySchema } from './alert-messages.ts'

export const monitorNameSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/,
    'lower-case letters, digits, dots, dashes and underscores, 100 at most',
  )

export const shiftRuleSchema = z.strictObject({
  kind: z.literal('shift'),
  /** `worse`: an improvement is found too, but opens no alert. For counts both directions are worse. */
  directions: z.enum(['worse', 'both']).default('worse'),
  /** The smallest shift that matters, of the share that is watched. */
  leastShift: z.number().min(0.005).max(0.3).default(0.02),
  /** A false alarm is at least this many days away, on average. */
  falseAlarmDays: z.int().min(1).max(3650).default(365),
})
export const thresholdRuleSchema = z.strictObject({
  kind: z.literal('threshold'),
  above: z.number().optional(),
  below: z.number().optional(),
  windowMinutes: z.int().min(5).max(10_080).default(60),
  /** Fewer say nothing: the monitor waits. */
  leastObservations: z.int().min(1).max(1_000_000).default(20),
})
/** For `response_model`: a model or a provider's fingerprint answers that never did before, or one that answered falls silent. */
export const newValueRuleSchema = z.strictObject({
  kind: z.literal('new_value'),
  leastObservations: z.int().min(1).max(1000).default(3),
})
export const monitorRuleSchema = z.discriminatedUnion('kind', [
  shiftRuleSchema,
  thresholdRuleSchema,
  newValueRuleSchema,
])
export type MonitorRule = z.infer<typeof monitorRuleSchema>

export const monitorDefinitionSchema = z.strictObject({
  name: monitorNameSchema,
  description: z.string().max(2000).default(''),
  metric: watchedMetricSchema,
  /** Each value of it is watched too, all of them at one share of false alerts. */
  sliceBy: sliceKeySchema.nullable().default(null),
  rule: monitorRuleSchema.default(shiftRuleSchema.parse({ kind: 'shift' })),
  /** Names of alert channels; null for all of the project. */
  channels: z.array(z.string().min(1).max(100)).max(20).nullable().default(null),
  isEnabled: z.boolean().default(true),
})
export type MonitorDefinition = z.infer<typeof monitorDefinitionSchema>
export type NewMonitor = z.input<typeof monitorDefinitionSchema>

/** `learning`: too little was seen to know what is usual. */
export const monitorStates = ['learning', 'watching', 'alerting', 'disabled', 'failing'] as const
export type MonitorState = (typeof monitorStates)[number]

/** What is usual, in the metric's unit. */
export const monitorReferenceSchema = z.object({
  usual: metricIntervalSchema,
  /** Observations from then to then. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Whether each hour of the week has a reference of its own. */
  isSeasonal: z.boolean(),
  /** For metrics watched as a share above a quantile of the past: that quantile, in the unit of the metric. */
  limit: z.number().nullable(),
})
export type MonitorReference = z.infer<typeof monitorReferenceSchema>

export const monitorSchema = z.object({
  id: z.string(),
  definition: monitorDefinitionSchema,
  /** `default`: made by itself for a new project. */
  origin: z.enum(['default', 'person', 'file']),
  who: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  state: z.enum(monitorStates),
  unit: z.enum(metricUnits),
  /** While it lasts alerts are kept but nobody is told. */
  mute: z.object({ until: z.iso.datetime(), reason: z.string(), who: z.string() }).nullable(),
  reference: monitorReferenceSchema.nullable(),
  /** The metric of the last day; null without observations. */
  current: metricIntervalSchema.nullable(),
  /** How far the evidence of a shift has come, of the threshold: from 0 to 1 on a logarithmic scale, that of the slice with the most. */
  evidence: z.number().min(0).max(1),
  observed: z.int(),
  sliceCount: z.int(),
  /** Everything up to then has been looked at. */
  watchedUntil: z.iso.datetime().nullable(),
  /** Why it learns or fails, in a sentence; null when all is well. */
  problem: z.string().nullable(),
  openAlerts: z.array(alertSummarySchema),
})
export type Monitor = z.infer<typeof monitorSchema>
/** GET /api/monitors */
export const monitorListSchema = z.object({ monitors: z.array(monitorSchema) })
export type MonitorList = z.infer<typeof monitorListSchema>

/** POST /api/monitors/{name}/mute */
export const muteMonitorSchema = z.strictObject({
  until: z.iso.datetime({ offset: true }),
  reason: z.string().max(2000).default(''),
})
export type MuteMonitor = z.input<typeof muteMonitorSchema>

/** A chart: GET /api/monitors/{name}/chart?from&to&slice, and of a preview. */
export const monitorChartSchema = z.object({
  unit: z.enum(metricUnits),
  bucketMs: z.number(),
  points: z.array(
    z.object({
      at: z.iso.datetime(),
      value: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      count: z.int(),
      /** The band of what is usual in this bucket; null while learning. */
      usualLow: z.number().nullable(),
      usualHigh: z.number().nullable(),
    }),
  ),
  alerts: z.array(alertSummarySchema),
  changes: z.array(changeMarkSchema),
})
export type MonitorChart = z.infer<typeof monitorChartSchema>

/** POST /api/monitors/preview: what would this monitor have said? */
export const monitorPreviewRequestSchema = z.strictObject({
  definition: monitorDefinitionSchema,
  days: z.int().min(1).max(90).default(30),
})
export type MonitorPreviewRequest = z.input<typeof monitorPreviewRequestSchema>
export const monitorPreviewSchema = z.object({
  chart: monitorChartSchema,
  reference: monitorReferenceSchema.nullable(),
  observed: z.int(),
  /** One sentence: "It would have opened 2 alerts" or what is missing for it to watch. */
  sentence: z.string(),
})
export type MonitorPreview = z.infer<typeof monitorPreviewSchema>
