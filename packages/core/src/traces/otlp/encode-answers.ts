import { ProtobufWriter } from './protobuf-writer.ts'
import { encodeUtf8 } from './utf8.ts'

/** An answer is sent in the encoding of its request. gRPC is protobuf. */
export type OtlpEncoding = 'protobuf' | 'json'

/** Why some items of a request were not stored; `rejected` 0 makes it a mere warning. */
export interface PartialSuccess {
  readonly rejected: number
  readonly message: string
}

/** A google.rpc.Status, the body of every failure; `code` is the gRPC status code. */
export function encodeStatus(message: string, code: number, encoding: OtlpEncoding): Uint8Array {
  if (encoding === 'json') return encodeUtf8(JSON.stringify({ code, message }))
  const writer = new ProtobufWriter()
  writer.uint32(8, code)
  writer.string(18, message)
  return writer.finish()
}

/** An ExportTraceServiceResponse; without `partial` everything was stored. */
export function encodeTracesResponse(partial: PartialSuccess | undefined, encoding: OtlpEncoding): Uint8Array {
  return encodeResponse('rejectedSpans', partial, encoding)
}

/** An ExportLogsServiceResponse. */
export function encodeLogsResponse(partial: PartialSuccess | undefined, encoding: OtlpEncoding): Uint8Array {
  return encodeResponse('rejectedLogRecords', partial, encoding)
}

/** An ExportMetricsServiceResponse. */
export function encodeMetricsResponse(partial: PartialSuccess | undefined, encoding: OtlpEncoding): Uint8Array {
  return encodeResponse('rejectedDataPoints', partial, encoding)
}

function encodeResponse(
  rejectedField: 'rejectedSpans' | 'rejectedLogRecords' | 'rejectedDataPoints',
  partial: PartialSuccess | undefined,
  encoding: OtlpEncoding,
): Uint8Array {
  if (encoding === 'json') {
    if (partial === undefined) return encodeUtf8('{}')
    // int64 is a string in the JSON form of protobuf.
    const partialSuccess = { [rejectedField]: String(partial.rejected), errorMessage: partial.message }
    return encodeUtf8(JSON.stringify({ partialSuccess }))
  }
  const writer = new ProtobufWriter()
  if (partial !== undefined) {
    writer.message(10, () => {
      writer.uint32(8, partial.rejected)
      writer.string(18, partial.message)
    })
  }
  return writer.finish()
}
