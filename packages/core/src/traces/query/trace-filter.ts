import { z } from 'zod'
import { spanKinds } from '../canonical/canonical-span.ts'
import type { SpanCheck } from '../checks/index.ts'
import { searchSides } from './search-terms.ts'
import { traceSorts } from './trace-sorts.ts'

const list = <Item extends z.ZodType<string>>(item: Item) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? undefined : Array.isArray(value) ? value : [value]),
    z.array(item).max(50).optional(),
  )
const text = z.string().min(1).max(1000)
/** Wide enough for every duration, cost and count, and still a number in the unit that is stored. */
const number = z.coerce.number().min(-1e12).max(1e12)

/** What can be wrong with a span that has no error. */
export const traceProblems = ['tool_error', 'empty_retrieval', 'schema_break'] as const satisfies readonly SpanCheck[]

/** `key=value`: a metadata key that must have exactly this value; `key` alone: the key must exist. */
export const metadataCondition = text.describe('`key=value`, or `key` for "has this key"')

/**
 * `name>=0.5`, `name<0.5`, `name=1` compare the value; `name:good` the label; `name:pass|fail|unknown` the outcome;
 * `name` alone: has such a score. The name `*` is any.
 */
export const scoreCondition = text.describe(
  '`name>=0.5`, `name:label`, `name:fail`, or `name` for "has this score"; `*` is any name, as in `*:fail`',
)

/**
 * What a list of traces can be narrowed by. A field with several values means any of them; different fields must all
 * hold. Fields about spans (kind, model, provider, tool, …) hold when any span of the trace has the value.
 */
export const traceFilterSchema = z.object({
  from: z.iso.datetime({ offset: true }).optional().describe('Start of the trace, inclusive, ISO 8601'),
  to: z.iso.datetime({ offset: true }).optional().describe('Start of the trace, exclusive, ISO 8601'),
  id: list(z.string().regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hex digits')),
  name: list(text).describe('Name of the trace or of any of its spans'),
  kind: list(z.enum(spanKinds)),
  status: list(z.enum(['ok', 'error'])).describe('error: any span failed'),
  model: list(text).describe('Response model, or the requested one where none was answered'),
  provider: list(text),
  tool: list(text).describe('Name of a tool that was called'),
  problem: list(z.enum(traceProblems)).describe(
    'A tool that failed, a search that found nothing, an answer that breaks its schema',
  ),
  session: list(text),
  user: list(text),
  tag: list(text),
  metadata: list(metadataCondition),
  environment: list(text),
  service: list(text),
  release: list(text),
  prompt: list(text).describe('`name` or `name@version`'),
  minDurationMs: number.optional(),
  maxDurationMs: number.optional(),
  minCostUsd: number.optional(),
  maxCostUsd: number.optional(),
  minTokens: number.optional(),
  maxTokens: number.optional(),
  score: list(scoreCondition),
  q: z
    .string()
    .max(1000)
    .optional()
    .describe('Words that inputs or outputs contain; "…" for a phrase; *part* for a part of a word'),
  in: z
    .enum(searchSides)
    .optional()
    .describe("Where those words stand: in the user's messages, in all that went in, or in what came out"),
  runs: z.enum(['exclude', 'include']).default('exclude').describe('Whether traces of run trials are listed'),
})
export type TraceFilter = z.infer<typeof traceFilterSchema>

export const traceListQuerySchema = traceFilterSchema.extend({
  sort: z.enum(traceSorts).default('-start'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})
export type TraceListQuery = z.infer<typeof traceListQuerySchema>

export const traceFacets = [
  'name',
  'kind',
  'status',
  'model',
  'provider',
  'tool',
  'environment',
  'service',
  'release',
  'tag',
  'prompt',
  'user',
  'metadataKey',
  'score',
  'failedScore',
] as const
export type TraceFacet = (typeof traceFacets)[number]

export const facetQuerySchema = traceFilterSchema.extend({
  facet: list(z.enum(traceFacets)).describe('Which facets to count; all when absent'),
})
export type FacetQuery = z.infer<typeof facetQuerySchema>
