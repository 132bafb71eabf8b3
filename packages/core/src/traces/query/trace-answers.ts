import { z } from 'zod'
import { type CanonicalSpan, spanKinds } from '../canonical/canonical-span.ts'

/** An evaluation result, as stored and as listed. */
export const scoreSchema = z.object({
  id: z.string(),
  name: z.string(),
  value: z.number().nullable(),
  label: z.string().nullable(),
  outcome: z.enum(['pass', 'fail', 'unknown']),
  explanation: z.string().nullable(),
  source: z.enum(['human', 'code', 'llm', 'user']),
  evaluatorVersion: z.string().nullable(),
  target: z.enum(['span', 'trace', 'session']),
  traceId: z.string().nullable(),
  spanId: z.string().nullable(),
  sessionId: z.string().nullable(),
  /** Who gave it: a person's name, a key's owner, or `local, unverified`. */
  author: z.string().nullable(),
  createdAt: z.string(),
})
export type Score = z.infer<typeof scoreSchema>

export const newScoreSchema = z
  .object({
    name: z.string().min(1).max(200),
    value: z.number().finite().optional(),
    label: z.string().min(1).max(200).optional(),
    outcome: z.enum(['pass', 'fail', 'unknown']).default('unknown'),
    explanation: z.string().max(20_000).optional(),
    source: z.enum(['human', 'code', 'llm', 'user']).default('human'),
    evaluatorVersion: z.string().max(200).optional(),
    traceId: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hex digits')
      .optional(),
    spanId: z
      .string()
      .regex(/^[0-9a-f]{16}$/, 'a span id is 16 lower-case hex digits')
      .optional(),
    sessionId: z.string().min(1).max(1000).optional(),
    /** The same id again replaces the score instead of adding one. */
    id: z.string().min(1).max(200).optional(),
  })
  .refine((score) => score.value !== undefined || score.label !== undefined || score.outcome !== 'unknown', {
    message: 'a score needs a value, a label or an outcome',
  })
  .refine((score) => (score.traceId === undefined) !== (score.sessionId === undefined), {
    message: 'a score is about a trace (traceId, and spanId for one span) or about a session (sessionId)',
  })
  .refine((score) => score.spanId === undefined || score.traceId !== undefined, {
    message: 'spanId needs the traceId of its trace',
  })
export type NewScore = z.input<typeof newScoreSchema>

export const usageSchema = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
  reasoningTokens: z.number(),
  totalTokens: z.number(),
})
export type UsageTotals = z.infer<typeof usageSchema>

const costSourceSchema = z.enum(['reported', 'computed', 'mixed']).nullable()

export const traceSummarySchema = z.object({
  traceId: z.string(),
  name: z.string(),
  /** ISO 8601 with nanoseconds. */
  startTime: z.string(),
  durationMs: z.number(),
  status: z.enum(['unset', 'ok', 'error']),
  spanCount: z.number(),
  errorCount: z.number(),
  rootSpanId: z.string(),
  /** False while the root has not arrived: the earliest span stands in for it. */
  hasRoot: z.boolean(),
  rootKind: z.enum(spanKinds),
  kinds: z.array(z.enum(spanKinds)),
  models: z.array(z.string()),
  providers: z.array(z.string()),
  tools: z.array(z.string()),
  services: z.array(z.string()),
  environment: z.string(),
  release: z.string(),
  sessionId: z.string(),
  userId: z.string(),
  tags: z.array(z.string()),
  prompts: z.array(z.string()),
  usage: usageSchema,
  costUsd: z.number(),
  costSource: costSourceSchema,
  inputPreview: z.string(),
  outputPreview: z.string(),
  errorPreview: z.string(),
  timeToFirstTokenMs: z.number().nullable(),
  scores: z.array(scoreSchema.pick({ name: true, value: true, label: true, outcome: true })),
  runId: z.string(),
})
export type TraceSummary = z.infer<typeof traceSummarySchema>

export const traceListSchema = z.object({ traces: z.array(traceSummarySchema), nextCursor: z.string().nullable() })
export type TraceList = z.infer<typeof traceListSchema>

export const facetsSchema = z.object({
  facets: z.record(z.string(), z.array(z.object({ value: z.string(), count: z.number() }))),
})
export type Facets = z.infer<typeof facetsSchema>

/** Marks on a span that a reader must know about. */
export const spanFlags = [
  /** Filed by its receive time: its own time was before 2000 or over a day ahead. */
  'impossible_time',
  /** Times were made up by an import. */
  'synthetic_time',
  /** Drawn later than its own clock says: it started before its parent. */
  'clock_skew',
  /** Its parent has not arrived. */
  'orphan',
  /** The producer sends content only when told to, and was not. */
  'missing_content',
  'redacted',
  /** The sender dropped attributes. */
  'dropped_attributes',
] as const
export type SpanFlag = (typeof spanFlags)[number]

/** One line of a trace's tree: everything the tree and waterfall draw, nothing of the content. */
export const spanLineSchema = z.object({
  spanId: z.string(),
  parentSpanId: z.string(),
  name: z.string(),
  kind: z.enum(spanKinds),
  startTime: z.string(),
  /** Milliseconds from the start of the trace; fractional. */
  offsetMs: z.number(),
  durationMs: z.number(),
  status: z.enum(['unset', 'ok', 'error']),
  errorMessage: z.string(),
  model: z.string(),
  service: z.string(),
  toolName: z.string(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  totalTokens: z.number(),
  /** The span's own figure; the trace's total never counts a figure twice. */
  costUsd: z.number().nullable(),
  costSource: costSourceSchema,
  flags: z.array(z.enum(spanFlags)),
})
export type SpanLine = z.infer<typeof spanLineSchema>

export const traceDetailSchema = z.object({
  trace: traceSummarySchema,
  spans: z.array(spanLineSchema),
  scores: z.array(scoreSchema),
})
export type TraceDetail = z.infer<typeof traceDetailSchema>

const anyJson = z.unknown()

/** One span with all of its content. `canonical` is the CanonicalSpan; the raw form is as sent, in OTLP's words. */
export const spanDetailSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string(),
  name: z.string(),
  startTime: z.string(),
  endTime: z.string(),
  durationMs: z.number(),
  receivedAt: z.string(),
  flags: z.array(z.enum(spanFlags)),
  canonical: z.custom<CanonicalSpan>(() => true).meta({ type: 'object' }),
  attributes: z.record(z.string(), anyJson),
  resource: z.record(z.string(), anyJson),
  scope: z.object({ name: z.string(), version: z.string() }),
  events: z.array(z.object({ time: z.string(), name: z.string(), attributes: z.record(z.string(), anyJson) })),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string(), attributes: z.record(z.string(), anyJson) })),
  logs: z.array(
    z.object({
      time: z.string(),
      name: z.string(),
      severity: z.string(),
      body: anyJson,
      attributes: z.record(z.string(), anyJson),
    }),
  ),
  redactions: z.record(z.string(), z.number()),
  scores: z.array(scoreSchema),
})
export type SpanDetail = z.infer<typeof spanDetailSchema>

export const sessionSummarySchema = z.object({
  sessionId: z.string(),
  startTime: z.string(),
  endTime: z.string(),
  traceCount: z.number(),
  errorCount: z.number(),
  userId: z.string(),
  totalTokens: z.number(),
  costUsd: z.number(),
  firstInput: z.string(),
  lastOutput: z.string(),
})
export type SessionSummary = z.infer<typeof sessionSummarySchema>
export const sessionListSchema = z.object({
  sessions: z.array(sessionSummarySchema),
  nextCursor: z.string().nullable(),
})
export type SessionList = z.infer<typeof sessionListSchema>

/** A session as a conversation: its traces in order, each with what went in and what came out of its root. */
export const sessionDetailSchema = z.object({
  session: sessionSummarySchema,
  turns: z.array(z.object({ trace: traceSummarySchema, input: z.string(), output: z.string() })),
  scores: z.array(scoreSchema),
})
export type SessionDetail = z.infer<typeof sessionDetailSchema>
