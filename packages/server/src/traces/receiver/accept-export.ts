import {
  AppError,
  countMetricsJson,
  countMetricsProtobuf,
  encodeLogsResponse,
  encodeMetricsResponse,
  encodeTracesResponse,
  type OtlpEncoding,
  type PartialSuccess,
} from '@pawl/core'
import type { IngestPort } from './ingest-port.ts'

export type ExportedSignal = 'traces' | 'logs' | 'metrics'

export interface ExportRequest {
  readonly project: string
  readonly signal: ExportedSignal
  readonly encoding: OtlpEncoding
  /** As in IngestRequest: ownership passes on. */
  readonly body: Uint8Array
}

/**
 * Takes one export in and returns the encoded answer to a success, in the encoding of the request.
 *
 * @throws AppError as `IngestPort.ingest` does
 */
export async function acceptExport(ingest: IngestPort, request: ExportRequest): Promise<Uint8Array> {
  const { project, signal, encoding, body } = request
  if (signal === 'metrics') return encodeMetricsResponse(metricsWarning(encoding, body), encoding)
  const { rejectedCount, message } = await ingest.ingest({ project, signal, encoding, body })
  // A full success must leave partial_success unset, and a partial one should say why (OTLP specification).
  const partial =
    rejectedCount === 0 && message === ''
      ? undefined
      : { rejected: rejectedCount, message: message || 'Some of the items could not be read.' }
  return signal === 'traces' ? encodeTracesResponse(partial, encoding) : encodeLogsResponse(partial, encoding)
}

function metricsWarning(encoding: OtlpEncoding, body: Uint8Array): PartialSuccess | undefined {
  const pointCount = encoding === 'json' ? countMetricsJson(textOf(body)) : countMetricsProtobuf(body)
  if (pointCount === 0) return undefined
  return {
    rejected: 0,
    message: `Pawl does not store metrics: ${pointCount} data points were dropped. Set OTEL_METRICS_EXPORTER=none to stop sending them.`,
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

function textOf(body: Uint8Array): string {
  try {
    return strictUtf8.decode(body)
  } catch (cause) {
    throw new AppError('bad_request', 'The body is not valid UTF-8', {
      where: 'body',
      fix: 'Send JSON in UTF-8, without a charset of another kind',
      cause,
    })
  }
}
