import type { SearchTerm } from '@pawl/core'
import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { selectMatches } from './text-condition.ts'
import { timeLiteral } from './trace-conditions.ts'

/** A stretch of starts, both ends inclusive; open where undefined. */
export interface StartWindow {
  readonly fromNs?: bigint | undefined
  readonly toNs?: bigint | undefined
}

export function windowCondition({ fromNs, toNs }: StartWindow): SqlText {
  const from = fromNs === undefined ? sql`true` : sql`start_time >= ${timeLiteral(fromNs)}`
  const to = toNs === undefined ? sql`true` : sql`start_time <= ${timeLiteral(toNs)}`
  return sql`${from} AND ${to}`
}

export interface TextSearch {
  readonly project: string
  readonly terms: readonly SearchTerm[]
  /** When the spans start. */
  readonly spans: StartWindow
  readonly nowMs: number
}

const narrowNs = 2n * 86_400_000_000_000n
/** Ids of few traces are worth a list of their own, by which the engine skips what cannot hold them. */
const fewTraces = 5000

/**
 * Boolean SQL over `traces`: a span of theirs may match. It is never false for a trace that does match. Over a long
 * time a common word is in millions of traces, of which hashes take a quarter of the memory of ids.
 */
export async function mayMatch(telemetry: TelemetryStore, search: TextSearch): Promise<SqlText> {
  const { terms, spans, nowMs } = search
  const widthNs = (spans.toNs ?? BigInt(nowMs) * 1_000_000n) - (spans.fromNs ?? 0n)
  const where = spansOf(search)
  if (widthNs <= narrowNs) return sql`trace_id IN (${selectMatches(sql`trace_id`, where, terms)})`
  const few = await isOneOfFew(telemetry, search)
  return few ?? sql`cityHash64(trace_id) IN (${selectMatches(sql`cityHash64(trace_id)`, where, terms)})`
}

/**
 * As `mayMatch`, by the ids of all traces that may match; null where they are many. A common word is found to be one
 * early, whichever side it is looked for on: only the index tells soon.
 */
export async function isOneOfFew(telemetry: TelemetryStore, search: TextSearch): Promise<SqlText | null> {
  const anywhere = search.terms.map((term) => ({ ...term, side: undefined }))
  const rows = await telemetry.query<{ trace_id: string }>(
    sql`SELECT DISTINCT trace_id FROM (${selectMatches(sql`trace_id`, spansOf(search), anywhere)}) LIMIT ${fewTraces + 1}`,
    { kind: 'interactive' },
  )
  return rows.length > fewTraces ? null : sql`trace_id IN ${rows.map((row) => row.trace_id)}`
}

const spansOf = ({ project, spans }: TextSearch): SqlText => sql`project = ${project} AND ${windowCondition(spans)}`
