import type { TelemetryStore } from '../../platform/telemetry/index.ts'

/** Columns of `spans` that the series read; the others keep their defaults. */
export interface StoredSpanFields {
  readonly traceId: string
  readonly spanId: string
  readonly startNs: bigint
  readonly durationNs: number
  readonly name: string
  readonly kind: string
  readonly status: string
  readonly model: string
  readonly provider: string
  readonly service: string
  readonly environment: string
  readonly release: string
  readonly tool: string
  readonly prompt: string
  readonly promptVersion: string
  readonly userId: string
  readonly runId: string
  readonly tags: readonly string[]
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costNanoUsd: number
  readonly ttftNs: number
  /** Bits of `spanChecks`. */
  readonly checks: number
}

export interface RowVersion {
  readonly project: string
  readonly version: bigint
  readonly isDeleted?: boolean
  /** Milliseconds since 1970; the version's own time when left out. */
  readonly receivedAtMs?: number
}

const timeText = (ns: bigint): string => `${ns / 1_000_000_000n}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}`

function receivedText({ version, receivedAtMs }: RowVersion): string {
  return ((receivedAtMs ?? Number(version / 1000n)) / 1000).toFixed(3)
}

const spanColumns = [
  'project',
  'trace_id',
  'span_id',
  'start_time',
  'duration_ns',
  'received_at',
  'version',
  'is_deleted',
  'name',
  'kind',
  'status',
  'model',
  'provider',
  'service',
  'environment',
  'release',
  'tool',
  'prompt',
  'prompt_version',
  'user_id',
  'run_id',
  'tags',
  'counted_input_tokens',
  'counted_output_tokens',
  'counted_total_tokens',
  'counted_cost_nusd',
  'ttft_ns',
  'checks',
]

/** Writes span rows as a flush would, all under one version. */
export async function insertSpanRows(
  telemetry: TelemetryStore,
  spans: readonly StoredSpanFields[],
  row: RowVersion,
): Promise<void> {
  const rows = spans.map((span) => [
    row.project,
    span.traceId,
    span.spanId,
    timeText(span.startNs),
    span.durationNs,
    receivedText(row),
    String(row.version),
    row.isDeleted === true ? 1 : 0,
    span.name,
    span.kind,
    span.status,
    span.model,
    span.provider,
    span.service,
    span.environment,
    span.release,
    span.tool,
    span.prompt,
    span.promptVersion,
    span.userId,
    span.runId,
    span.tags,
    span.inputTokens,
    span.outputTokens,
    span.inputTokens + span.outputTokens,
    span.costNanoUsd,
    span.ttftNs,
    span.checks,
  ])
  await insertRows(telemetry, { table: 'spans', columns: spanColumns, rows })
}

/** Columns of `traces` that the series read. */
export interface StoredTraceFields {
  readonly traceId: string
  readonly startNs: bigint
  readonly durationNs: number
  readonly name: string
  readonly status: string
  readonly kinds: readonly string[]
  readonly models: readonly string[]
  readonly providers: readonly string[]
  readonly tools: readonly string[]
  readonly services: readonly string[]
  readonly prompts: readonly string[]
  readonly tags: readonly string[]
  readonly environment: string
  readonly release: string
  readonly userId: string
  readonly runId: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costNanoUsd: number
  readonly ttftNs: number
  /** Bits of `spanChecks`. */
  readonly checks: number
  readonly sessionId?: string
}

const traceColumns = [
  'project',
  'trace_id',
  'start_time',
  'end_time',
  'duration_ns',
  'received_at',
  'version',
  'is_deleted',
  'name',
  'status',
  'kinds',
  'models',
  'providers',
  'tools',
  'services',
  'prompts',
  'tags',
  'environment',
  'release',
  'user_id',
  'run_id',
  'session_id',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cost_nusd',
  'ttft_ns',
  'checks',
]

/** Writes trace rows as a flush would, all under one version. */
export async function insertTraceRows(
  telemetry: TelemetryStore,
  traces: readonly StoredTraceFields[],
  row: RowVersion,
): Promise<void> {
  const rows = traces.map((trace) => [
    row.project,
    trace.traceId,
    timeText(trace.startNs),
    timeText(trace.startNs + BigInt(trace.durationNs)),
    trace.durationNs,
    receivedText(row),
    String(row.version),
    row.isDeleted === true ? 1 : 0,
    trace.name,
    trace.status,
    trace.kinds,
    trace.models,
    trace.providers,
    trace.tools,
    trace.services,
    trace.prompts,
    trace.tags,
    trace.environment,
    trace.release,
    trace.userId,
    trace.runId,
    trace.sessionId ?? '',
    trace.inputTokens,
    trace.outputTokens,
    trace.inputTokens + trace.outputTokens,
    trace.costNanoUsd,
    trace.ttftNs,
    trace.checks,
  ])
  await insertRows(telemetry, { table: 'traces', columns: traceColumns, rows })
}

interface TableRows {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

export async function insertRows(telemetry: TelemetryStore, { table, columns, rows }: TableRows): Promise<void> {
  if (rows.length === 0) return
  const text = rows.map((row) => JSON.stringify(row)).join('\n')
  await telemetry.insert({ table, columns, format: 'JSONCompactEachRow', rows: Buffer.from(`${text}\n`) })
}
