import {
  AppError,
  type Decoded,
  decodeLogsJson,
  decodeLogsProtobuf,
  decodeTracesJson,
  decodeTracesProtobuf,
  type OtlpEncoding,
  type OtlpLogRecord,
  type OtlpSpan,
} from '@pawl/core'
import type { IngestOutcome, IngestPort, IngestRequest, StoredSignal } from '../ingest-port.ts'

export interface ReceivedExport {
  readonly project: string
  readonly signal: StoredSignal
  readonly encoding: OtlpEncoding
  readonly decoded: Decoded<OtlpSpan> | Decoded<OtlpLogRecord>
}

/** Decodes what arrives and keeps it in memory. Takes each body's ArrayBuffer away, as a transfer to a worker does. */
export class DecodingIngest implements IngestPort {
  readonly received: ReceivedExport[] = []
  /** Runs before each export is decoded; a test replaces it to delay or to fail. */
  before: (request: IngestRequest) => Promise<void> = () => Promise.resolve()
  /** Drop what was decoded, for tests of many or large exports. */
  keeps = true

  async ingest(request: IngestRequest): Promise<IngestOutcome> {
    const { project, signal, encoding } = request
    const body = structuredClone(request.body, { transfer: [request.body.buffer as ArrayBuffer] })
    await this.before(request)
    const decoded = decode(signal, encoding, body)
    if (this.keeps) this.received.push({ project, signal, encoding, decoded })
    return {
      acceptedCount: decoded.itemCount,
      rejectedCount: decoded.rejectedCount,
      message: decoded.rejectedReasons.join('; '),
    }
  }

  get spanNames(): string[] {
    return this.received.flatMap(({ signal, decoded }) =>
      signal === 'traces'
        ? (decoded as Decoded<OtlpSpan>).groups.flatMap(({ items }) => items.map(({ name }) => name))
        : [],
    )
  }
}

function decode(signal: StoredSignal, encoding: OtlpEncoding, body: Uint8Array): ReceivedExport['decoded'] {
  if (encoding === 'protobuf') return signal === 'traces' ? decodeTracesProtobuf(body) : decodeLogsProtobuf(body)
  const text = textOf(body)
  return signal === 'traces' ? decodeTracesJson(text) : decodeLogsJson(text)
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (cause) {
    throw new AppError('bad_request', 'The body is not valid UTF-8', { cause })
  }
}
