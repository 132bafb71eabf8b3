import { sha256 } from '../../platform/hash/index.ts'
import type { PreparedScore } from './prepared.ts'
import { milliseconds, text } from './row-text.ts'

export const scoreColumns = [
  'project',
  'id',
  'trace_id',
  'span_id',
  'session_id',
  'target',
  'name',
  'value',
  'label',
  'outcome',
  'explanation',
  'source',
  'evaluator_version',
  'author',
  'created_at',
  'version',
  'is_deleted',
]

/** A score that came with telemetry. Its id follows from what it is about, so that a resent span adds none. */
export function scoreRowText(
  prepared: PreparedScore,
  flush: { readonly version: bigint; readonly receivedAtMs: number },
): string {
  const { score } = prepared
  const identity = [
    prepared.traceId,
    prepared.spanId,
    prepared.sessionId,
    score.name,
    score.evaluatorVersion ?? '',
    prepared.index,
  ]
  const id = `otlp-${sha256(identity.join('\n')).slice(0, 24)}`
  const optional = (value: string | undefined) => (value === undefined ? '\\N' : text(value))
  const value = score.value === undefined || !Number.isFinite(score.value) ? '\\N' : String(score.value)
  return `${text(prepared.project)},"${id}","${prepared.traceId}","${prepared.spanId}",${text(prepared.sessionId)},"${score.target}",${text(score.name)},${value},${optional(score.label)},"${score.outcome}",${optional(score.explanation)},"${score.source}",${optional(score.evaluatorVersion)},\\N,${milliseconds(flush.receivedAtMs)},${flush.version},0\n`
}
