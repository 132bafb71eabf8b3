import { checkBit, parseSearchTerms, type SpanCheck, type TraceFilter } from '@pawl/core'
import { joinSql, type SqlText, sql } from '../../platform/telemetry/index.ts'
import { anyScoreCondition } from './score-condition.ts'
import { instantNs } from './series-range.ts'
import { textCondition } from './text-condition.ts'

export const timeLiteral = (ns: bigint): SqlText => sql`fromUnixTimestamp64Nano(${ns}, 'UTC')`

const all = (conditions: readonly SqlText[]): SqlText =>
  conditions.length === 0 ? sql`true` : sql`(${joinSql(conditions, ' AND ')})`

type Values = readonly string[] | undefined
type Build = (values: readonly string[]) => SqlText

/** The condition for a field that has values; none for one that has not. */
const given = (values: Values, build: Build): readonly SqlText[] =>
  values === undefined || values.length === 0 ? [] : [build(values)]

const isOneOf =
  (column: SqlText): Build =>
  (values) =>
    sql`${column} IN ${values}`
const hasOneOf =
  (column: SqlText): Build =>
  (values) =>
    sql`hasAny(${column}, ${arrayOf(values)})`
const arrayOf = (values: readonly string[]): SqlText =>
  sql`[${joinSql(
    values.map((value) => sql`${value}`),
    ',',
  )}]`

/** A trace in which nothing failed is ok, whether its spans say so or say nothing. */
const hasStatus: Build = (values) =>
  sql`(${joinSql(
    values.map((value) => (value === 'error' ? sql`status = 'error'` : sql`status != 'error'`)),
    ' OR ',
  )})`

/** The bits of a trace are those of its spans. */
const hasProblem: Build = (values) =>
  sql`bitAnd(checks, ${values.reduce((bits, value) => bits | (1 << checkBit(value as SpanCheck)), 0)}) != 0`

const hasMetadata: Build = (values) => sql`(${joinSql(values.map(metadataCondition), ' OR ')})`

function metadataCondition(text: string): SqlText {
  const equals = text.indexOf('=', 1)
  if (equals === -1) return sql`mapContains(metadata, ${text})`
  const key = text.slice(0, equals)
  return sql`(mapContains(metadata, ${key}) AND metadata[${key}] = ${text.slice(equals + 1)})`
}

function within(
  column: SqlText,
  limits: { least: number | undefined; most: number | undefined; unit: number },
): readonly SqlText[] {
  const { least, most, unit } = limits
  const conditions: SqlText[] = []
  if (least !== undefined) conditions.push(sql`${column} >= ${Math.round(least * unit)}`)
  if (most !== undefined) conditions.push(sql`${column} <= ${Math.round(most * unit)}`)
  return conditions
}

function figureConditions(filter: TraceFilter): readonly SqlText[] {
  return [
    ...within(sql`duration_ns`, { least: filter.minDurationMs, most: filter.maxDurationMs, unit: 1e6 }),
    ...within(sql`cost_nusd`, { least: filter.minCostUsd, most: filter.maxCostUsd, unit: 1e9 }),
    ...within(sql`total_tokens`, { least: filter.minTokens, most: filter.maxTokens, unit: 1 }),
  ]
}

/** Fields that `spans` and `traces` keep in columns of the same name. */
function sameConditions(filter: TraceFilter): readonly SqlText[] {
  return [
    ...given(filter.id, isOneOf(sql`trace_id`)),
    ...given(filter.status, hasStatus),
    ...given(filter.session, isOneOf(sql`session_id`)),
    ...given(filter.user, isOneOf(sql`user_id`)),
    ...given(filter.environment, isOneOf(sql`environment`)),
    ...given(filter.release, isOneOf(sql`release`)),
    ...given(filter.tag, hasOneOf(sql`tags`)),
    ...given(filter.metadata, hasMetadata),
    ...given(filter.problem, hasProblem),
    ...figureConditions(filter),
    ...(filter.runs === 'exclude' ? [sql`run_id = ''`] : []),
  ]
}

/** What of a filter the columns of `traces` answer: everything but time, text and scores. */
export function traceColumnConditions(filter: TraceFilter): SqlText {
  return all([
    ...sameConditions(filter),
    ...given(filter.name, (values) => sql`(name IN ${values} OR hasAny(span_names, ${arrayOf(values)}))`),
    ...given(filter.kind, hasOneOf(sql`kinds`)),
    ...given(filter.model, hasOneOf(sql`models`)),
    ...given(filter.provider, hasOneOf(sql`providers`)),
    ...given(filter.tool, hasOneOf(sql`tools`)),
    ...given(filter.service, hasOneOf(sql`services`)),
    ...given(filter.prompt, hasOneOf(sql`prompts`)),
  ])
}

/** Whether the columns of a trace decide whether it fits: text has an index of its own. */
export const isNarrowing = ({ from: _from, to: _to, q: _q, in: _in, runs: _runs, ...rest }: TraceFilter): boolean =>
  Object.values(rest).some((value) => value !== undefined)

/** Whether an index of its own names the few granules that may hold what fits. */
export const isIndexed = ({ id, session, user }: TraceFilter): boolean =>
  [id, session, user].some((values) => values !== undefined && values.length > 0)

/** The filter's time range over `start_time`. */
export function timeConditions(filter: Pick<TraceFilter, 'from' | 'to'>): SqlText {
  return all([
    ...(filter.from === undefined ? [] : [sql`start_time >= ${timeLiteral(instantNs(filter.from))}`]),
    ...(filter.to === undefined ? [] : [sql`start_time < ${timeLiteral(instantNs(filter.to))}`]),
  ])
}

/** Traces with a score, on themselves or on a span, that fits. `versions` is FINAL for an exact answer, else any version will do. */
export function scoredTraces(project: string, filter: TraceFilter, versions: SqlText): SqlText {
  return all(
    given(
      filter.score,
      (values) => sql`trace_id IN (SELECT toFixedString(trace_id, 32) FROM scores ${versions}
        WHERE project = ${project} AND length(trace_id) = 32 AND is_deleted = 0 AND ${anyScoreCondition(values)})`,
    ),
  )
}

/**
 * A whole filter but its time range as boolean SQL over the columns of `traces`. Exact where the rows are (FINAL). Its
 * text search reads the range's spans FINAL, so lists narrow candidates down instead.
 */
export function traceConditions(project: string, filter: TraceFilter): SqlText {
  const terms = parseSearchTerms(filter.q ?? '', filter.in)
  const from = filter.from === undefined ? sql`true` : sql`start_time >= ${timeLiteral(instantNs(filter.from))}`
  const text = sql`trace_id IN (SELECT trace_id FROM spans FINAL
    WHERE project = ${project} AND ${from} AND ${textCondition(terms)})`
  return all([
    traceColumnConditions(filter),
    scoredTraces(project, filter, sql`FINAL`),
    ...(terms.length > 0 ? [text] : []),
  ])
}

/** A whole filter but its time range as boolean SQL over the columns of `spans`: every field is about the span itself. */
export function spanConditions(project: string, filter: TraceFilter): SqlText {
  const terms = parseSearchTerms(filter.q ?? '', filter.in)
  return all([
    ...sameConditions(filter),
    ...given(filter.name, isOneOf(sql`name`)),
    ...given(filter.kind, isOneOf(sql`kind`)),
    ...given(filter.model, isOneOf(sql`model`)),
    ...given(filter.provider, isOneOf(sql`provider`)),
    ...given(filter.tool, isOneOf(sql`tool`)),
    ...given(filter.service, isOneOf(sql`service`)),
    ...given(filter.prompt, (values) => sql`(prompt IN ${values} OR concat(prompt, '@', prompt_version) IN ${values})`),
    ...given(
      filter.score,
      (values) => sql`(trace_id, span_id) IN (
        SELECT toFixedString(trace_id, 32), toFixedString(span_id, 16) FROM scores FINAL
        WHERE project = ${project} AND length(trace_id) = 32 AND length(span_id) = 16 AND ${anyScoreCondition(values)})`,
    ),
    ...(terms.length > 0 ? [textCondition(terms)] : []),
  ])
}
