import { Client, credentials, Metadata, type ServiceError, type StatusObject } from '@grpc/grpc-js'

export const tracesExport = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'
export const logsExport = '/opentelemetry.proto.collector.logs.v1.LogsService/Export'
export const metricsExport = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'

export interface GrpcAnswer {
  readonly status: StatusObject
  /** Undefined for a failure. */
  readonly body: Buffer | undefined
}

export interface GrpcCall {
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
}

/** A client of the official library that sends bytes as they are. */
export class ExportClient {
  private readonly client: Client

  constructor(port: number, compression: 'none' | 'deflate' | 'gzip' = 'none') {
    this.client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.default_compression_algorithm': { none: 0, deflate: 1, gzip: 2 }[compression] as 0 | 1 | 2,
      'grpc.max_send_message_length': -1,
      'grpc.enable_retries': 0,
      'grpc.use_local_subchannel_pool': 1,
    })
  }

  export(
    bytes: Uint8Array,
    { path = tracesExport, headers = {}, timeoutMs = 20_000 }: GrpcCall = {},
  ): Promise<GrpcAnswer> {
    const metadata = new Metadata()
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
    const untouched = (buffer: Buffer): Buffer => buffer
    return new Promise((resolve) => {
      let body: Buffer | undefined
      const call = this.client.makeUnaryRequest(
        path,
        untouched,
        untouched,
        Buffer.from(bytes),
        metadata,
        { deadline: Date.now() + timeoutMs },
        (_error: ServiceError | null, value?: Buffer) => {
          body = value
        },
      )
      call.on('status', (status) => setImmediate(() => resolve({ status, body })))
    })
  }

  close(): void {
    this.client.close()
  }
}
