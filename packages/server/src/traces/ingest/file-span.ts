import type { OtlpSpan } from '@pawl/core'

const YEAR_2000_NS = 946_684_800_000_000_000n
const DAY_NS = 86_400_000_000_000n

export interface Filing {
  readonly startNs: bigint
  readonly durationNs: bigint
  readonly isImpossible: boolean
}

/**
 * Where a span is filed. A start before 2000 or over a day ahead is a broken clock: the span is filed by its receive
 * time and its own time kept beside it. Its length is believed where it is under a day.
 */
export function fileSpan(span: OtlpSpan, receivedAtMs: number): Filing {
  const nowNs = BigInt(receivedAtMs) * 1_000_000n
  const start = span.startTimeUnixNano
  const length = span.endTimeUnixNano > start ? span.endTimeUnixNano - start : 0n
  if (start >= YEAR_2000_NS && start <= nowNs + DAY_NS) {
    // An end in another age must not make the trace end there.
    return { startNs: start, durationNs: start + length <= nowNs + DAY_NS ? length : 0n, isImpossible: false }
  }
  return { startNs: nowNs, durationNs: length < DAY_NS ? length : 0n, isImpossible: true }
}
