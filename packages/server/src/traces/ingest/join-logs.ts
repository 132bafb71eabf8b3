import type { OtlpLogRecord } from '@pawl/core'
import type { ContentRules } from './clean-content.ts'
import type { IngestStore, SpanReference, StoredLog } from './ingest-store.ts'
import { logRecordFromText } from './log-record-text.ts'
import { type DerivedSpan, prepareSpan } from './prepare-span.ts'
import type { Origin, Prepared, PreparedLog, PreparedScore, PreparedSpan } from './prepared.ts'
import { RowBytes } from './row-bytes.ts'
import { SeenFilter } from './seen-filter.ts'
import { originOfRow, rowOfStable, type StoredSpan, spanOfRow } from './span-row.ts'

const spanKey = (project: string, span: SpanReference): string => `${span.traceId}${span.spanId}${project}`
const requestKey = (project: string, joinKey: string): string => `${joinKey}\n${project}`

interface Joined {
  readonly spans: readonly PreparedSpan[]
  readonly scores: readonly PreparedScore[]
}

/**
 * Brings content and cost that arrive as log records to their spans, whichever comes first: a span takes the logs that
 * are stored or arrive with it; a log that comes later has its stored span derived again.
 */
export class LogJoiner {
  readonly #store: IngestStore
  readonly #mayExist: (project: string, traceId: string) => boolean
  readonly #seen = new SeenFilter()
  #isPrimed = false
  #isShared = false
  #hasLogs = false

  constructor(store: IngestStore, mayExist: (project: string, traceId: string) => boolean) {
    this.#store = store
    this.#mayExist = mayExist
  }

  async prime(): Promise<void> {
    for await (const row of this.#store.logKeys()) {
      this.#remember(row.project, { traceId: row.trace_id, spanId: row.span_id }, row.join_key)
    }
    this.#isPrimed = true
  }

  /** While other servers take logs in, each span may have some. */
  share(isShared: boolean): void {
    this.#isShared = isShared
  }

  get #knowsAll(): boolean {
    return this.#isPrimed && !this.#isShared
  }

  /** Whether joining this batch may read the store, in which everything that was flushed before must be then. */
  mayRead(batch: readonly Prepared[]): boolean {
    if (!this.#knowsAll) return true
    if (batch.some(({ logs }) => logs.some((log) => log.joinsSpan))) return true
    return this.#hasLogs && batch.some(({ spans }) => spans.some((span) => this.#mayHaveLogs(span)))
  }

  async join(batch: readonly Prepared[], receivedAtMs: number): Promise<Joined> {
    const spans = batch.flatMap((prepared) => prepared.spans)
    const logs = batch.flatMap((prepared) => prepared.logs).filter((log) => log.joinsSpan)
    if (logs.length === 0 && this.#knowsAll && !this.#hasLogs) return { spans, scores: [] }
    const joined: PreparedSpan[] = []
    const scores: PreparedScore[] = []
    for (const project of new Set([...spans, ...logs].map((item) => item.project))) {
      const rules = batch.find((prepared) =>
        [...prepared.spans, ...prepared.logs].some((item) => item.project === project),
      )?.rules
      if (rules === undefined) continue
      const own = {
        project,
        rules,
        receivedAtMs,
        spans: spans.filter((span) => span.project === project),
        logs: logs.filter((log) => log.project === project),
      }
      const result = await this.#joinProject(own)
      joined.push(...result.spans)
      scores.push(...result.scores)
    }
    for (const log of logs) this.#remember(log.project, log.record, log.joinKey)
    return { spans: joined, scores }
  }

  #remember(project: string, span: SpanReference, joinKey: string): void {
    this.#hasLogs = true
    if (span.spanId !== '') this.#seen.add(spanKey(project, span))
    if (joinKey !== '') this.#seen.add(requestKey(project, joinKey))
  }

  async #joinProject(own: ProjectBatch): Promise<Joined> {
    const { project } = own
    const arriving = new Map(own.spans.map((prepared) => [spanKey(project, prepared), prepared]))
    const stored = await this.#loadLateSpans(own, arriving)
    const waiting = [...arriving.values()].filter((prepared) => this.#mayHaveLogs(prepared))
    const storedLogs = await this.#loadLogs(project, [...waiting, ...stored])
    const batchLogs = groupLogs(own.logs.map((log) => ({ joinKey: log.joinKey, record: log.record })))
    const result: PreparedSpan[] = []
    const scores: PreparedScore[] = []
    for (const prepared of [...own.spans, ...stored]) {
      const records = [...logsOf(storedLogs, prepared), ...logsOf(batchLogs, prepared)]
      const derived = records.length === 0 ? undefined : derive(prepared, records, own)
      result.push(derived?.prepared ?? prepared)
      if (derived !== undefined) scores.push(...derived.scores)
    }
    return { spans: result, scores }
  }

  #mayHaveLogs(prepared: PreparedSpan): boolean {
    if (!this.#knowsAll) return true
    const { project, responseId } = prepared
    return (
      this.#seen.has(spanKey(project, prepared)) ||
      (responseId !== '' && this.#seen.has(requestKey(project, `req:${responseId}`)))
    )
  }

  /** Spans that are stored already and for which a log arrives now. */
  async #loadLateSpans(
    own: ProjectBatch,
    arriving: ReadonlyMap<string, PreparedSpan>,
  ): Promise<readonly PreparedSpan[]> {
    const { project } = own
    const wanted = new Map<string, SpanReference>()
    for (const { record } of own.logs) {
      if (record.spanId === '' || !this.#mayExist(project, record.traceId)) continue
      if (!arriving.has(spanKey(project, record))) wanted.set(spanKey(project, record), record)
    }
    const responseIds = own.logs.filter((log) => log.joinKey.startsWith('req:')).map((log) => log.joinKey.slice(4))
    const here = new Set(own.spans.map((prepared) => prepared.responseId))
    const elsewhere = responseIds.filter((id) => !here.has(id))
    if (elsewhere.length > 0) {
      for (const found of await this.#store.findByResponseId(project, elsewhere))
        wanted.set(spanKey(project, found), found)
    }
    if (wanted.size === 0) return []
    const rows = await this.#store.loadSpans(project, [...wanted.values()])
    const origins = new Map(
      (await this.#store.loadOrigins(project, [...new Set(rows.map((row) => row.origin))])).map((row) => [
        row.id,
        originOfRow(project, row),
      ]),
    )
    return rows.flatMap((row) => {
      const origin = origins.get(row.origin)
      const derived = origin === undefined ? undefined : deriveRow(row, { ...own, origin }, [])
      return derived === undefined ? [] : [derived.prepared]
    })
  }

  async #loadLogs(project: string, spans: readonly PreparedSpan[]): Promise<LogGroups> {
    if (spans.length === 0) return groupLogs([])
    const joinKeys = spans.flatMap(({ responseId }) => (responseId === '' ? [] : [`req:${responseId}`]))
    const references = spans.map(({ traceId, spanId }) => ({ traceId, spanId }))
    const rows = await this.#store.loadLogs(project, references, joinKeys)
    return groupLogs(rows.map((row: StoredLog) => ({ joinKey: row.join_key, record: logRecordFromText(row.record) })))
  }
}

interface ProjectBatch {
  readonly project: string
  readonly rules: ContentRules
  readonly receivedAtMs: number
  readonly spans: readonly PreparedSpan[]
  readonly logs: readonly PreparedLog[]
}

interface LogGroups {
  readonly bySpan: ReadonlyMap<string, readonly OtlpLogRecord[]>
  readonly byJoinKey: ReadonlyMap<string, readonly OtlpLogRecord[]>
}

function groupLogs(logs: readonly { readonly joinKey: string; readonly record: OtlpLogRecord }[]): LogGroups {
  const bySpan = new Map<string, OtlpLogRecord[]>()
  const byJoinKey = new Map<string, OtlpLogRecord[]>()
  const add = (groups: Map<string, OtlpLogRecord[]>, key: string, record: OtlpLogRecord) => {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [record])
    else group.push(record)
  }
  for (const { joinKey, record } of logs) {
    if (record.spanId !== '') add(bySpan, spanKey('', record), record)
    if (joinKey !== '') add(byJoinKey, joinKey, record)
  }
  return { bySpan, byJoinKey }
}

function logsOf(groups: LogGroups, prepared: PreparedSpan): readonly OtlpLogRecord[] {
  const { responseId } = prepared
  const own = groups.bySpan.get(spanKey('', prepared)) ?? []
  const joined = responseId === '' ? [] : (groups.byJoinKey.get(`req:${responseId}`) ?? [])
  return own.length === 0 ? joined : [...own, ...joined.filter((record) => !own.includes(record))]
}

function derive(prepared: PreparedSpan, records: readonly OtlpLogRecord[], own: ProjectBatch): DerivedSpan | undefined {
  const time = (record: OtlpLogRecord) => (record.timeUnixNano > 0n ? record.timeUnixNano : record.observedTimeUnixNano)
  const ordered = [...records].sort((a, b) => Number(time(a) - time(b)))
  const row = { ...rowOfStable(prepared.stable), received_at_ms: own.receivedAtMs }
  return deriveRow(row, { ...own, origin: prepared.origin }, ordered)
}

/** Derives a span anew from its row. One filed by its receive time stays where it is. */
function deriveRow(
  row: StoredSpan,
  own: ProjectBatch & { readonly origin: Origin },
  logs: readonly OtlpLogRecord[],
): DerivedSpan | undefined {
  const source = {
    span: spanOfRow(row),
    origin: own.origin,
    logs,
    redactions: row.redactions === '' ? {} : (JSON.parse(row.redactions) as Record<string, number>),
    receivedAtMs: row.received_at_ms,
    priceOverrides: own.rules.priceOverrides,
  }
  return prepareSpan(source, new RowBytes(row.content.length + row.attributes.length + 1024))
}
