import { deriveSpan, type OtlpLogRecord, type OtlpSpan, type PriceOverride, type SpanFlag } from '@pawl/core'
import { digestSpan } from './digest-span.ts'
import { type Filing, fileSpan } from './file-span.ts'
import type { Origin, PreparedScore, PreparedSpan } from './prepared.ts'
import type { RowBytes } from './row-bytes.ts'
import { writeStableRow } from './span-row.ts'

export interface SpanSource {
  readonly span: OtlpSpan
  readonly origin: Origin
  readonly logs: readonly OtlpLogRecord[]
  readonly redactions: Readonly<Record<string, number>>
  readonly receivedAtMs: number
  readonly priceOverrides: readonly PriceOverride[]
}

export interface DerivedSpan {
  readonly prepared: PreparedSpan
  readonly scores: readonly PreparedScore[]
}

/**
 * Derives one span and writes the lasting part of its row into `rows`. Undefined for a placeholder that its final form
 * replaces.
 */
export function prepareSpan(source: SpanSource, rows: RowBytes): DerivedSpan | undefined {
  const { span, origin, redactions } = source
  const { project } = origin
  const canonical = deriveSpan({ span, resource: origin.resource, scope: origin.scope, logs: source.logs })
  if (canonical.isPlaceholder) return undefined
  const filing = fileSpan(span, source.receivedAtMs)
  const digest = digestSpan({ span, canonical, filing, priceOverrides: source.priceOverrides })
  const flags = flagsOfSpan({ span, filing, redactions, missing: canonical.missingContent !== undefined })
  const stable = writeStableRow(rows, { project, span, canonical, digest, flags, redactions, origin: origin.id })
  const { traceId, spanId } = span
  return {
    prepared: { project, traceId, spanId, responseId: canonical.responseId ?? '', origin, digest, stable },
    scores: canonical.scores.map((score, index) => ({
      project,
      traceId: score.targetTraceId ?? traceId,
      spanId: score.targetSpanId ?? (score.target === 'span' ? spanId : ''),
      sessionId: score.target === 'session' ? digest.sessionId : '',
      score,
      index,
    })),
  }
}

function flagsOfSpan(source: {
  readonly span: OtlpSpan
  readonly filing: Filing
  readonly redactions: Readonly<Record<string, number>>
  readonly missing: boolean
}): readonly SpanFlag[] {
  const flags: SpanFlag[] = []
  if (source.filing.isImpossible) flags.push('impossible_time')
  if (source.span.attributes.get('pawl.time.synthetic') === true) flags.push('synthetic_time')
  if (source.missing) flags.push('missing_content')
  if (Object.keys(source.redactions).length > 0) flags.push('redacted')
  if (source.span.droppedAttributesCount > 0) flags.push('dropped_attributes')
  return flags
}
