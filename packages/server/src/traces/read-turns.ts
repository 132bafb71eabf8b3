import { type CanonicalSpan, deriveSpan, logJoinKey, type OtlpLogRecord, turnText } from '@pawl/core'
import { logRecordFromText } from './ingest/log-record-text.ts'
import { spanOfRow } from './ingest/span-row.ts'
import type { ReadDeps } from './read-deps.ts'
import { readExportedLogs, readSpansByKey, type SpanKey } from './store/export-rows.ts'
import { OriginReader } from './store/origin-reader.ts'
import type { TraceHead } from './store/trace-spans.ts'
import { readRootKeys, readTextKeys } from './store/turn-spans.ts'

export interface TurnText {
  readonly input: string
  readonly output: string
}

/** One text of a turn, and turns whose root says nothing and whose other spans are looked at for it. */
const MAX_CHARACTERS = 50_000
const MAX_DEEPER = 100
const MAX_LOGS = 5000

/**
 * What went in and what came out of each of these traces, in full as far as a page can use it: of the root, or, where
 * that says nothing, of the first span with an input and the last with an output.
 */
export async function readTurns(
  deps: Pick<ReadDeps, 'telemetry'>,
  project: string,
  heads: readonly TraceHead[],
): Promise<ReadonlyMap<string, TurnText>> {
  const roots = await readRootKeys(deps.telemetry, project, heads)
  const isRoot = new Map(heads.map(({ summary }) => [summary.traceId, summary.rootSpanId]))
  const ofRoots = await derive(
    deps,
    project,
    roots.filter((key) => isRoot.get(key.trace_id) === key.span_id),
  )
  const turns = new Map<string, TurnText>()
  for (const { summary } of heads) turns.set(summary.traceId, textOf(ofRoots.get(summary.traceId + summary.rootSpanId)))
  const silent = heads.filter(({ summary }) => isPartial(turns.get(summary.traceId))).slice(-MAX_DEEPER)
  const deeper = await readDeeper(deps, project, silent)
  for (const { summary } of silent) {
    const own = turns.get(summary.traceId)
    const below = deeper.get(summary.traceId)
    turns.set(summary.traceId, { input: own?.input || below?.input || '', output: own?.output || below?.output || '' })
  }
  return turns
}

const isPartial = (turn: TurnText | undefined): boolean => turn === undefined || turn.input === '' || turn.output === ''

const textOf = (span: CanonicalSpan | undefined): TurnText =>
  span === undefined ? { input: '', output: '' } : turnText(span, MAX_CHARACTERS)

async function readDeeper(
  deps: Pick<ReadDeps, 'telemetry'>,
  project: string,
  heads: readonly TraceHead[],
): Promise<ReadonlyMap<string, TurnText>> {
  const firstInput = new Map<string, SpanKey>()
  const lastOutput = new Map<string, SpanKey>()
  for (const key of await readTextKeys(deps.telemetry, project, heads)) {
    if (key.has_input === 1 && !firstInput.has(key.trace_id)) firstInput.set(key.trace_id, key)
    if (key.has_output === 1) lastOutput.set(key.trace_id, key)
  }
  const spans = await derive(deps, project, [...new Set([...firstInput.values(), ...lastOutput.values()])])
  const spanOf = (key: SpanKey | undefined) => (key === undefined ? undefined : spans.get(key.trace_id + key.span_id))
  return new Map(
    heads.map(({ summary: { traceId } }) => [
      traceId,
      { input: textOf(spanOf(firstInput.get(traceId))).input, output: textOf(spanOf(lastOutput.get(traceId))).output },
    ]),
  )
}

/** Canonical spans by trace and span id. */
async function derive(
  { telemetry }: Pick<ReadDeps, 'telemetry'>,
  project: string,
  keys: readonly SpanKey[],
): Promise<ReadonlyMap<string, CanonicalSpan>> {
  if (keys.length === 0) return new Map()
  const rows = await readSpansByKey(telemetry, project, keys)
  const originOf = await new OriginReader(telemetry, project).read([...new Set(rows.map((row) => row.origin))])
  const traceIds = [...new Set(keys.map((key) => key.trace_id))]
  const responseIds = keys.map((key) => key.response_id).filter((id) => id !== '')
  const logRows = await readExportedLogs(telemetry, project, { traceIds, responseIds, limit: MAX_LOGS, offset: 0 })
  const logs = logRows.map((row) => logRecordFromText(row.record))
  const responseIdOf = new Map(keys.map((key) => [key.trace_id + key.span_id, key.response_id]))
  return new Map(
    rows.map((row) => {
      const span = spanOfRow(row)
      const id = row.trace_id + row.span_id
      const own = logs.filter((log) => belongsTo(log, id, responseIdOf.get(id) ?? ''))
      return [id, deriveSpan({ span, ...originOf(row.origin), logs: own })]
    }),
  )
}

function belongsTo(log: OtlpLogRecord, spanKey: string, responseId: string): boolean {
  const key = logJoinKey(log)
  if (key === undefined) return false
  return 'requestId' in key ? key.requestId === responseId : key.traceId + key.spanId === spanKey
}
