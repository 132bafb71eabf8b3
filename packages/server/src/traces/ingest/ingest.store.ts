import type { CountedUsage, SpanDigest, SpanKind } from '@pawl/core'
import { identifier, joinSql, SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import type {
  Disputed,
  IngestStore,
  Recount,
  SpanReference,
  SpanWrite,
  StoredLog,
  StoredOrigin,
  StoredTrace,
  Unsummarised,
} from './ingest-store.ts'
import { type StoredSpan, storedSpanSelect } from './span-row.ts'

const options = { kind: 'ingest' } as const

/** The ingest's SQL. Reads take all versions of a few traces and settle them here: FINAL would cost more than it saves. */
export function createIngestStore(telemetry: TelemetryStore): IngestStore {
  return {
    writeSpans: async (write) => {
      for (const insert of write.inserts) await telemetry.insert(insert)
      for (const recount of write.recounts) await telemetry.command(recountStatement(recount, write), options)
    },
    writeTraces: async (write) => {
      for (const insert of write.inserts) await telemetry.insert(insert)
    },
    loadTraces: (project, traceIds, unsummarised = []) => loadTraces(telemetry, { project, traceIds, unsummarised }),
    newestVersion: async () => {
      const [row] = await telemetry.query<{ version: string }>(
        sql`SELECT toString(greatest((SELECT max(version) FROM spans), (SELECT max(version) FROM traces))) AS version`,
        options,
      )
      return BigInt(row?.version ?? '0')
    },
    unsummarised: () =>
      telemetry.query<Unsummarised>(
        sql`SELECT project, trace_id, toString(toUnixTimestamp64Nano(min(start_time))) AS start_ns,
            toString(toUnixTimestamp64Nano(max(start_time))) AS end_ns
          FROM spans WHERE version > (SELECT max(version) FROM traces) GROUP BY project, trace_id`,
        options,
      ),
    disputed: (since, unsummarisedUntil) =>
      telemetry.query<Disputed>(disputedStatement(since, unsummarisedUntil), { kind: 'background' }),
    loadSpans: (project, spans) => loadSpans(telemetry, project, spans),
    loadOrigins: (project, ids) =>
      telemetry.query<StoredOrigin>(
        sql`SELECT id, resource, scope FROM origins FINAL WHERE project = ${project} AND id IN ${[...ids]}`,
        options,
      ),
    loadLogs: (project, spans, joinKeys) => loadLogs(telemetry, { project, spans, joinKeys }),
    findByResponseId: (project, responseIds) =>
      telemetry.query(
        sql`SELECT trace_id AS traceId, span_id AS spanId, response_id AS responseId FROM spans FINAL
            WHERE project = ${project} AND response_id IN ${[...responseIds]} AND start_time > now() - INTERVAL 1 DAY`,
        options,
      ),
    traceIds: () => telemetry.stream(sql`SELECT DISTINCT project, trace_id FROM traces`, { kind: 'background' }),
    logKeys: () =>
      telemetry.stream(sql`SELECT DISTINCT project, trace_id, span_id, join_key FROM log_records`, {
        kind: 'background',
      }),
  }
}

/** A version's last three digits are the number of the server that wrote it. */
const disputedStatement = (since: bigint, unsummarisedUntil: bigint): SqlText => sql`
  SELECT project, trace_id, start_ns, end_ns, toString(last_span) AS newest
  FROM (
    SELECT project, trace_id, toString(toUnixTimestamp64Nano(min(start_time))) AS start_ns,
      toString(toUnixTimestamp64Nano(max(start_time))) AS end_ns, max(version) AS last_span,
      uniqExact(version % 1000) AS servers
    FROM spans WHERE version > ${since} AND is_deleted = 0 GROUP BY project, trace_id
  ) AS written LEFT JOIN (
    SELECT project, trace_id, max(version) AS last_summary FROM traces WHERE version > ${since} GROUP BY project, trace_id
  ) AS summarised USING (project, trace_id)
  WHERE servers > 1 OR last_summary < last_span AND last_span < ${unsummarisedUntil}`

/** Writes a stored span again with other counted figures, without its content leaving the engine. */
function recountStatement(recount: Recount, write: SpanWrite): SqlText {
  const replaced = joinSql(
    Object.entries(recount.counted).map(([column, value]) => sql`${value} AS ${identifier(column)}`),
    ', ',
  )
  return sql`INSERT INTO spans SELECT * REPLACE (${write.version} AS version,
      fromUnixTimestamp64Milli(${write.receivedAtMs}, 'UTC') AS received_at, ${replaced})
    FROM spans FINAL
    WHERE project = ${recount.project} AND start_time = ${timeLiteral(recount.startNs)}
      AND trace_id = ${recount.traceId} AND span_id = ${recount.spanId}`
}

const timeLiteral = (nanoseconds: bigint): SqlText => sql`fromUnixTimestamp64Nano(${nanoseconds}, 'UTC')`

interface TraceHeadRow {
  readonly trace_id: string
  readonly start_ns: string
  readonly end_ns: string
  readonly version: string
  readonly is_deleted: number
  readonly name: string
  readonly root_span_id: string
  readonly span_count: number
  readonly input_preview: string
  readonly output_preview: string
}

async function loadHeads(telemetry: TelemetryStore, project: string, traceIds: readonly string[]) {
  const rows = await telemetry.query<TraceHeadRow>(
    sql`SELECT trace_id, toString(toUnixTimestamp64Nano(start_time)) AS start_ns,
        toString(toUnixTimestamp64Nano(end_time)) AS end_ns, toString(version) AS version, is_deleted, name,
        root_span_id, span_count, input_preview, output_preview
      FROM traces WHERE project = ${project} AND trace_id IN ${[...traceIds]}`,
    options,
  )
  return newestLiving(
    rows,
    (row) => row.trace_id,
    (row) => `${row.trace_id}${row.start_ns}`,
  )
}

interface Versioned {
  readonly version: string
  readonly is_deleted: number
}

interface Living<Row> {
  readonly newest: ReadonlyMap<string, Row>
  /** Others of the same identities, under older keys. */
  readonly strays: readonly Row[]
}

/** Of all versions: per key the newest, without the deleted ones, then per identity the newest. */
function newestLiving<Row extends Versioned>(
  rows: readonly Row[],
  identityOf: (row: Row) => string,
  keyOf: (row: Row) => string,
): Living<Row> {
  const newest = (found: Map<string, Row>, name: string, row: Row) => {
    const other = found.get(name)
    if (other === undefined || BigInt(row.version) >= BigInt(other.version)) found.set(name, row)
  }
  const byKey = new Map<string, Row>()
  for (const row of rows) newest(byKey, keyOf(row), row)
  const byIdentity = new Map<string, Row>()
  const living = [...byKey.values()].filter((row) => row.is_deleted === 0)
  for (const row of living) newest(byIdentity, identityOf(row), row)
  return { newest: byIdentity, strays: living.filter((row) => byIdentity.get(identityOf(row)) !== row) }
}

interface DigestRow extends Versioned {
  readonly trace_id: string
  readonly span_id: string
  readonly parent_span_id: string
  readonly start_ns: string
  readonly duration_ns: string
  readonly name: string
  readonly kind: SpanKind
  readonly status: SpanDigest['status']
  readonly error_message: string
  readonly model: string
  readonly provider: string
  readonly tool: string
  readonly service: string
  readonly environment: string
  readonly release: string
  readonly session_id: string
  readonly user_id: string
  readonly run_id: string
  readonly prompt: string
  readonly prompt_version: string
  readonly tags: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_tokens: number
  readonly cache_write_tokens: number
  readonly reasoning_tokens: number
  readonly total_tokens: number
  readonly cost_nusd: number
  readonly cost_source: SpanDigest['costSource']
  readonly ttft_ns: number
  readonly checks: number
  readonly counted_input_tokens: number
  readonly counted_output_tokens: number
  readonly counted_cache_read_tokens: number
  readonly counted_cache_write_tokens: number
  readonly counted_reasoning_tokens: number
  readonly counted_total_tokens: number
  readonly counted_cost_nusd: number
}

const digestSelect =
  new SqlText(`trace_id, span_id, parent_span_id, toString(toUnixTimestamp64Nano(start_time)) AS start_ns,
  toString(duration_ns) AS duration_ns, toString(version) AS version, is_deleted, name, kind, status, error_message,
  model, provider, tool, service, environment, release, session_id, user_id, run_id, prompt, prompt_version, tags,
  metadata, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, total_tokens,
  cost_nusd, cost_source, ttft_ns, checks, counted_input_tokens, counted_output_tokens, counted_cache_read_tokens,
  counted_cache_write_tokens, counted_reasoning_tokens, counted_total_tokens, counted_cost_nusd`)

interface WantedTraces {
  readonly project: string
  readonly traceIds: readonly string[]
  readonly unsummarised: readonly Unsummarised[]
}

async function loadTraces(telemetry: TelemetryStore, wanted: WantedTraces): Promise<readonly StoredTrace[]> {
  const { project, traceIds, unsummarised } = wanted
  const { newest: heads, strays: strayHeads } = await loadHeads(telemetry, project, traceIds)
  const ranges = [...heads.values(), ...unsummarised]
  if (ranges.length === 0) return []
  const rows = await telemetry.query<DigestRow>(
    sql`SELECT ${digestSelect} FROM spans
      WHERE project = ${project} AND trace_id IN ${[...traceIds]} AND ${rangeOf(ranges)}`,
    options,
  )
  const living = newestLiving(
    rows,
    (row) => row.trace_id + row.span_id,
    (row) => row.trace_id + row.span_id + row.start_ns,
  )
  const spansOf = new Map<string, DigestRow[]>()
  for (const row of living.newest.values()) {
    const spans = spansOf.get(row.trace_id)
    if (spans === undefined) spansOf.set(row.trace_id, [row])
    else spans.push(row)
  }
  return [...spansOf].map(([traceId, spans]) => {
    const head = heads.get(traceId)
    const filedStartNs = head === undefined ? undefined : BigInt(head.start_ns)
    const filed = strayHeads.filter((row) => row.trace_id === traceId)
    const strays = {
      filedStartsNs: filed.map((row) => BigInt(row.start_ns)),
      spans: living.strays
        .filter((row) => row.trace_id === traceId)
        .map((row) => ({ spanId: row.span_id, startNs: BigInt(row.start_ns) })),
    }
    return {
      strays,
      isSummarised: strays.filedStartsNs.length + strays.spans.length === 0 && vouchesFor(head, spans),
      traceId,
      filedStartNs,
      spans: spans.map((row) => digestOfRow(row, head)),
      counted: new Map(spans.map((row) => [row.span_id, countedOfRow(row)])),
    }
  })
}

const vouchesFor = (head: TraceHeadRow | undefined, spans: readonly DigestRow[]): boolean =>
  head !== undefined &&
  head.span_count === spans.length &&
  spans.every((span) => BigInt(span.version) <= BigInt(head.version))

interface TimeRange {
  readonly start_ns: string
  readonly end_ns: string
}

function rangeOf(ranges: readonly TimeRange[]): SqlText {
  const starts = ranges.map((range) => BigInt(range.start_ns))
  const ends = ranges.map((range) => BigInt(range.end_ns))
  const from = starts.reduce((least, start) => (start < least ? start : least))
  const to = ends.reduce((most, end) => (end > most ? end : most))
  return sql`start_time >= ${timeLiteral(from)} AND start_time <= ${timeLiteral(to)}`
}

function digestOfRow(row: DigestRow, head: TraceHeadRow | undefined): SpanDigest {
  const isRoot = row.span_id === head?.root_span_id
  return {
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    startNs: BigInt(row.start_ns),
    durationNs: BigInt(row.duration_ns),
    name: row.name,
    // The producer's name for the whole trace is kept in its summary alone.
    traceName: head !== undefined && isRoot && head.name !== row.name ? head.name : '',
    kind: row.kind,
    status: row.status,
    errorMessage: row.error_message,
    model: row.model,
    provider: row.provider,
    tool: row.tool,
    service: row.service,
    environment: row.environment,
    release: row.release,
    sessionId: row.session_id,
    userId: row.user_id,
    runId: row.run_id,
    prompt: row.prompt,
    promptVersion: row.prompt_version,
    tags: row.tags,
    metadata: row.metadata,
    tokens: {
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      cacheReadTokens: row.cache_read_tokens,
      cacheWriteTokens: row.cache_write_tokens,
      reasoningTokens: row.reasoning_tokens,
      totalTokens: row.total_tokens,
    },
    costNanoUsd: row.cost_nusd,
    costSource: row.cost_source,
    timeToFirstTokenNs: row.ttft_ns,
    checks: row.checks,
    inputPreview: isRoot ? (head?.input_preview ?? '') : '',
    outputPreview: isRoot ? (head?.output_preview ?? '') : '',
  }
}

function countedOfRow(row: DigestRow): CountedUsage {
  const tokens = {
    inputTokens: row.counted_input_tokens,
    outputTokens: row.counted_output_tokens,
    cacheReadTokens: row.counted_cache_read_tokens,
    cacheWriteTokens: row.counted_cache_write_tokens,
    reasoningTokens: row.counted_reasoning_tokens,
    totalTokens: row.counted_total_tokens,
  }
  return { tokens, costNanoUsd: row.counted_cost_nusd }
}

async function loadSpans(
  telemetry: TelemetryStore,
  project: string,
  spans: readonly SpanReference[],
): Promise<readonly StoredSpan[]> {
  const { newest: heads } = await loadHeads(telemetry, project, [...new Set(spans.map((span) => span.traceId))])
  if (heads.size === 0) return []
  const rows = await telemetry.query<StoredSpan & Versioned & { readonly start_ns: string }>(
    sql`SELECT ${new SqlText(storedSpanSelect)}, origin, redactions, toUnixTimestamp64Milli(received_at) AS received_at_ms,
        toString(version) AS version, is_deleted, toString(toUnixTimestamp64Nano(start_time)) AS start_ns
      FROM spans
      WHERE project = ${project} AND trace_id IN ${[...heads.keys()]}
        AND span_id IN ${[...new Set(spans.map((span) => span.spanId))]} AND ${rangeOf([...heads.values()])}`,
    options,
  )
  const wanted = new Set(spans.map((span) => span.traceId + span.spanId))
  const living = newestLiving(
    rows.filter((row) => wanted.has(row.trace_id + row.span_id)),
    (row) => row.trace_id + row.span_id,
    (row) => row.trace_id + row.span_id + row.start_ns,
  )
  return [...living.newest.values()]
}

async function loadLogs(
  telemetry: TelemetryStore,
  wanted: { readonly project: string; readonly spans: readonly SpanReference[]; readonly joinKeys: readonly string[] },
): Promise<readonly StoredLog[]> {
  const traceIds = [...new Set(wanted.spans.map((span) => span.traceId))]
  const spanIds = [...new Set(wanted.spans.map((span) => span.spanId))]
  const byKey = wanted.joinKeys.length === 0 ? sql`0` : sql`join_key IN ${[...wanted.joinKeys]}`
  const rows = await telemetry.query<StoredLog>(
    sql`SELECT trace_id, span_id, join_key, record FROM log_records FINAL
      WHERE project = ${wanted.project} AND ((trace_id IN ${traceIds} AND span_id IN ${spanIds}) OR ${byKey})
      ORDER BY time, received_at, id`,
    options,
  )
  const spans = new Set(wanted.spans.map((span) => span.traceId + span.spanId))
  return rows.filter((row) => row.join_key !== '' || spans.has(row.trace_id + row.span_id))
}
