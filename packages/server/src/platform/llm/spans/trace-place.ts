import { randomBytes } from 'node:crypto'

/** Where a span stands. Ids are lower-case hex. */
export interface TracePlace {
  readonly traceId: string
  readonly spanId: string
  /** '' for a root. */
  readonly parentSpanId: string
}

const header = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/

/** A new span below the one of a `traceparent` (W3C Trace Context); of a new trace without a valid one. */
export function newTracePlace(traceparent: string | null): TracePlace {
  const [, traceId, parentSpanId] = header.exec(traceparent ?? '') ?? []
  const spanId = randomBytes(8).toString('hex')
  if (traceId === undefined || parentSpanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) {
    return { traceId: randomBytes(16).toString('hex'), spanId, parentSpanId: '' }
  }
  return { traceId, spanId, parentSpanId }
}
