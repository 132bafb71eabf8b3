import { type SearchSide, type SpanKind, searchSides, type TraceFilter, traceProblems } from '@pawl/core'
import type { QueryValues } from '../../api/index.ts'

/** Time ranges that end now. `all` has no start. */
export const relativeRanges = ['15m', '1h', '24h', '7d', '30d', 'all'] as const
export type RelativeRange = (typeof relativeRanges)[number]
export const defaultRange: RelativeRange = '7d'

const minuteMs = 60_000
export const rangeMs = {
  '15m': 15 * minuteMs,
  '1h': 60 * minuteMs,
  '24h': 1440 * minuteMs,
  '7d': 7 * 1440 * minuteMs,
  '30d': 30 * 1440 * minuteMs,
  all: Number.POSITIVE_INFINITY,
} as const satisfies Record<RelativeRange, number>

/** Fields with several values: any of them. */
export const listFields = [
  'id',
  'name',
  'kind',
  'status',
  'model',
  'provider',
  'tool',
  'problem',
  'session',
  'user',
  'tag',
  'metadata',
  'environment',
  'service',
  'release',
  'prompt',
  'score',
] as const satisfies readonly (keyof TraceFilter)[]
export type ListField = (typeof listFields)[number]

export const numberFields = [
  'minDurationMs',
  'maxDurationMs',
  'minCostUsd',
  'maxCostUsd',
  'minTokens',
  'maxTokens',
] as const satisfies readonly (keyof TraceFilter)[]
export type NumberField = (typeof numberFields)[number]

/** The filter as it stands in the address of a page. Without `range`, `from` and `to` the default range holds. */
export type FilterSearch = {
  readonly [Field in ListField]?: readonly string[]
} & { readonly [Field in NumberField]?: number } & {
  readonly range?: RelativeRange
  readonly from?: string
  readonly to?: string
  readonly q?: string
  /** Where the words of `q` stand; anywhere when left out. */
  readonly in?: SearchSide
  readonly runs?: 'include'
}

export type RawSearch = Readonly<Record<string, unknown>>

const knownKinds: Readonly<Record<SpanKind, true>> = {
  llm: true,
  embedding: true,
  retriever: true,
  reranker: true,
  tool: true,
  agent: true,
  chain: true,
  prompt: true,
  guardrail: true,
  evaluator: true,
  memory: true,
  span: true,
}

const accepts: Partial<Record<ListField, (value: string) => boolean>> = {
  kind: (value) => Object.hasOwn(knownKinds, value),
  status: (value) => value === 'ok' || value === 'error',
  problem: (value) => traceProblems.some((known) => known === value),
  id: (value) => /^[0-9a-f]{32}$/.test(value),
}

const texts = (raw: unknown): readonly string[] =>
  (Array.isArray(raw) ? raw : [raw]).filter((value): value is string => typeof value === 'string' && value !== '')

export const textOf = (raw: unknown): string | undefined => texts(raw)[0]

const instantOf = (raw: unknown): string | undefined => {
  const text = textOf(raw)
  return text !== undefined && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined
}

/** Reads a filter out of an address. What it does not know or cannot use is left out, never an error. */
export function parseFilterSearch(raw: RawSearch): FilterSearch {
  const parsed: Record<string, unknown> = {}
  for (const field of listFields) {
    const values = texts(raw[field]).filter(accepts[field] ?? (() => true))
    if (values.length > 0) parsed[field] = Array.from(new Set(values)).slice(0, 50)
  }
  for (const field of numberFields) {
    const given = raw[field]
    // A link made in the page hands over the number, an address its text.
    const value = typeof given === 'number' ? given : Number(textOf(given) ?? Number.NaN)
    if (Number.isFinite(value)) parsed[field] = value
  }
  const from = instantOf(raw.from)
  const to = instantOf(raw.to)
  const range = relativeRanges.find((name) => name === textOf(raw.range))
  if (from) parsed.from = from
  if (to) parsed.to = to
  if (range && !from && !to) parsed.range = range
  const q = textOf(raw.q)?.slice(0, 1000)
  if (q) parsed.q = q
  const side = searchSides.find((name) => name === textOf(raw.in))
  // A side says nothing without words.
  if (q && side) parsed.in = side
  if (textOf(raw.runs) === 'include') parsed.runs = 'include'
  return parsed
}

/** The filter in the API's words. A relative range is counted back from `nowMs`, to the whole minute. */
export function toApiFilter(search: FilterSearch, nowMs: number): QueryValues {
  const { range, ...rest } = search
  if (rest.from !== undefined || rest.to !== undefined) return rest
  const lengthMs = rangeMs[range ?? defaultRange]
  if (lengthMs === Number.POSITIVE_INFINITY) return rest
  return { ...rest, from: new Date(Math.floor((nowMs - lengthMs) / minuteMs) * minuteMs).toISOString() }
}

/** The filter with one value of a list field put in, or taken out if it was there. */
export function toggleValue(search: FilterSearch, field: ListField, value: string): FilterSearch {
  const values = search[field] ?? []
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
  const { [field]: _before, ...rest } = search
  return next.length === 0 ? rest : { ...rest, [field]: next }
}

/** Only the time range is kept. */
export function withoutConditions({ range, from, to }: FilterSearch): FilterSearch {
  return { ...(range ? { range } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) }
}

export const withRange = (search: FilterSearch, range: RelativeRange): FilterSearch => {
  const { range: _range, from: _from, to: _to, ...rest } = search
  return range === defaultRange ? rest : { ...rest, range }
}

export const withInterval = (search: FilterSearch, fromMs: number, toMs: number): FilterSearch => {
  const { range: _range, from: _from, to: _to, ...rest } = search
  return { ...rest, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
}
